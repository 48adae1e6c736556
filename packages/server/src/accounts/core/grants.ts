// Who may give which role: nobody grants a right he lacks himself.
import { PERMISSIONS, type Permission, type Role } from '@hawker/protocol'

const rightsOf = (role: Role): Permission[] =>
  (Object.keys(PERMISSIONS) as Permission[]).filter((p) => (PERMISSIONS[p].roles as readonly Role[]).includes(role))

export const mayGrant = (own: Role, given: Role): boolean => {
  const rights = new Set(rightsOf(own))
  return rightsOf(given).every((right) => rights.has(right))
}
