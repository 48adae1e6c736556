// What a role may press. The server decides; the page only leaves out what would be refused.
import type { Permission, Role } from '@hawker/sdk'

export const RIGHTS = {
  'numbers.read': ['analyst', 'assistant', 'host', 'owner'],
  'room.operate': ['assistant', 'host', 'owner'],
  'room.write': ['host', 'owner'],
  'push.read': ['host', 'owner'],
  'catalogue.write': ['assistant', 'owner'],
  'orders.write': ['assistant', 'owner'],
  'app.write': ['owner'],
  'money.write': ['owner'],
  'staff.write': ['owner'],
} as const satisfies Partial<Record<Permission, readonly Role[]>>

export type Right = keyof typeof RIGHTS

export const roleMay = (role: Role, right: Right): boolean => (RIGHTS[right] as readonly Role[]).includes(role)

export const isStaffRole = (role: Role): boolean => roleMay(role, 'numbers.read')

interface Somebody {
  readonly id: string
  readonly role: Role
}

/** As `roleMay`, in a room: hosts act on their own rooms and on those that have no host. */
export const mayInRoom = (
  { id, role }: Somebody,
  right: Right,
  room: { host: { id: string } | null } | null,
): boolean =>
  roleMay(role, right) && (right === 'numbers.read' || role !== 'host' || room?.host == null || room.host.id === id)

const RANKS: readonly Role[] = ['guest', 'viewer', 'analyst', 'assistant', 'host', 'owner']

/** Staff cannot be muted, kicked or banned by their equals, and nobody by himself. */
export const mayModerate = (you: Somebody, other: Somebody): boolean =>
  you.id !== other.id &&
  roleMay(you.role, 'room.operate') &&
  (!isStaffRole(other.role) || RANKS.indexOf(you.role) > RANKS.indexOf(other.role))
