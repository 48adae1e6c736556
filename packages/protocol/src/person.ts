// Who somebody is, and what a role may do. A caller is decided once, at the edge, and travels as a value.
import { z } from 'zod'
import { type AppId, type Millis, UserId } from './ids.ts'

export const ROLES = ['guest', 'viewer', 'analyst', 'assistant', 'host', 'owner'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

/** Roles given to staff; they can be granted by an owner. */
export const StaffRole = z.enum(['analyst', 'assistant', 'host', 'owner'])
export type StaffRole = z.infer<typeof StaffRole>

/** Longest display name, in characters as people count them (grapheme clusters are cut by the page, code points here). */
export const NAME_MAX_CODEPOINTS = 32
export const DisplayName = z
  .string()
  .trim()
  .min(1)
  .refine((s) => [...s].length <= NAME_MAX_CODEPOINTS, `a name has at most ${NAME_MAX_CODEPOINTS} characters`)
  .refine(
    (s) => !/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(s),
    'a name has no control characters',
  )

/** What others see of a person, on every message he causes. */
export const PublicPerson = z.strictObject({
  id: UserId,
  name: z.string(),
  avatarUrl: z.string().nullable(),
  role: Role,
  level: z.int().min(0).max(99),
})
export type PublicPerson = z.infer<typeof PublicPerson>

/** Who is calling. `public`: nobody in particular. `person`: a guest, viewer or staff. `server`: the merchant's back end. */
export type Actor =
  | { readonly kind: 'public'; readonly app: AppId }
  | {
      readonly kind: 'person'
      readonly app: AppId
      readonly person: PublicPerson
      readonly sessionId: string
      /** When this session was signed in; left out where nobody asks. */
      readonly signedInAt?: Millis
    }
  | { readonly kind: 'server'; readonly app: AppId }

/** What an endpoint asks of its caller. Stands in the endpoint's definition, never in a path prefix. */
export const PERMISSIONS = {
  public: { roles: ROLES, server: true, public: true },
  person: { roles: ROLES, server: false, public: false },
  /** Somebody signed in, or the merchant's server. */
  'person-or-server': { roles: ROLES, server: true, public: false },
  'numbers.read': { roles: ['analyst', 'assistant', 'host', 'owner'], server: true, public: false },
  'room.operate': { roles: ['assistant', 'host', 'owner'], server: true, public: false },
  'room.write': { roles: ['host', 'owner'], server: true, public: false },
  'push.read': { roles: ['host', 'owner'], server: true, public: false },
  'catalogue.write': { roles: ['assistant', 'owner'], server: true, public: false },
  /** What was ordered, by whom, and where it goes: to pack and to send it. */
  'orders.write': { roles: ['assistant', 'owner'], server: true, public: false },
  /** What concerns the whole app: field declarations, broadcasts. */
  'app.write': { roles: ['owner'], server: true, public: false },
  /** Money leaves the shop: refunds, coupons, coins taken back. */
  'money.write': { roles: ['owner'], server: true, public: false },
  'staff.write': { roles: ['owner'], server: false, public: false },
  server: { roles: [], server: true, public: false },
} as const satisfies Record<string, { roles: readonly Role[]; server: boolean; public: boolean }>

export type Permission = keyof typeof PERMISSIONS

/** Whether this caller may do what `permission` covers. */
export const may = (actor: Actor, permission: Permission): boolean => {
  const rule = PERMISSIONS[permission]
  if (actor.kind === 'public') return rule.public
  if (actor.kind === 'server') return rule.server
  return (rule.roles as readonly Role[]).includes(actor.person.role)
}

export const isStaff = (role: Role): boolean => role !== 'guest' && role !== 'viewer'
