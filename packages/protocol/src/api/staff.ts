// Staff of an app and their roles.
import { z } from 'zod'
import { UserId } from '../ids.ts'
import { DisplayName, StaffRole } from '../person.ts'
import { endpoint } from './endpoint.ts'
import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from './session.ts'

export const StaffMember = z.strictObject({
  id: UserId,
  email: z.string(),
  name: z.string(),
  role: StaffRole,
  avatarUrl: z.string().nullable(),
})
export type StaffMember = z.infer<typeof StaffMember>

export const listStaff = endpoint({
  method: 'GET',
  path: '/api/staff',
  summary: 'Everybody with a role in this app',
  tag: 'staff',
  permission: 'room.operate',
  answer: z.strictObject({ staff: z.array(StaffMember) }),
})

export const addStaff = endpoint({
  method: 'POST',
  path: '/api/staff',
  summary: 'Give somebody a role and a first password',
  tag: 'staff',
  permission: 'staff.write',
  stepUp: true,
  status: 201,
  body: z.strictObject({
    email: z.email().max(254),
    name: DisplayName,
    /** A picture on this server: viewers' addresses are not shown to others (`/pictures/mei.webp`). */
    avatarUrl: z
      .string()
      .max(500)
      .regex(/^\/(?![/\\])/, 'a path on this server')
      .nullable()
      .default(null),
    role: StaffRole,
    password: z.string().min(PASSWORD_MIN_CHARACTERS).max(PASSWORD_MAX_CHARACTERS),
  }),
  answer: StaffMember,
  refusals: ['conflict'],
})

export const changeStaff = endpoint({
  method: 'PATCH',
  path: '/api/staff/{user}',
  summary: 'Change a role, or take it away with null; open sockets lose the right within 2 seconds',
  tag: 'staff',
  permission: 'staff.write',
  stepUp: true,
  params: z.strictObject({ user: UserId }),
  body: z.strictObject({ role: StaffRole.nullable() }),
  answer: z.strictObject({ id: UserId, role: StaffRole.nullable() }),
  refusals: ['not-found', 'wrong-state'],
})
