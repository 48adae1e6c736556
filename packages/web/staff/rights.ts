// What a role may press. The server decides; the page only leaves out what would be refused.
import type { Permission, Role } from '@hawker/sdk'

export const RIGHTS = {
  'numbers.read': ['analyst', 'assistant', 'host', 'owner'],
  'room.operate': ['assistant', 'host', 'owner'],
  'room.write': ['host', 'owner'],
  'push.read': ['host', 'owner'],
  'catalogue.write': ['assistant', 'owner'],
} as const satisfies Partial<Record<Permission, readonly Role[]>>

export type Right = keyof typeof RIGHTS

export const roleMay = (role: Role, right: Right): boolean => (RIGHTS[right] as readonly Role[]).includes(role)

export const isStaffRole = (role: Role): boolean => roleMay(role, 'numbers.read')
