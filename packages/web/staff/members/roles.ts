import type { Role } from '@hawker/sdk'

/** Roles that can be given, from the least to the most. */
export const ROLES_GIVEN = ['analyst', 'assistant', 'host', 'owner'] as const satisfies readonly Role[]
export type StaffRole = (typeof ROLES_GIVEN)[number]

/** The list of staff, as it is kept by the pages. */
export const MEMBERS_KEY = ['staff'] as const
