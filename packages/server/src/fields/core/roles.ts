// Who may read and write a field: the least role that its declaration names for the room's type.
import {
  type Actor,
  FIELD_ROLES,
  type FieldDeclaration,
  type FieldPermission,
  type FieldRole,
  isStaff,
  type UserId,
} from '@hawker/protocol'

const RANK = Object.fromEntries(FIELD_ROLES.map((role, rank) => [role, rank])) as Record<FieldRole, number>

/** A host is one in his own room; in others' he is somebody signed in, and in a room of nobody's an assistant. */
const hostRole = (user: UserId, hostId: UserId | null): FieldRole => {
  if (hostId === null) return 'assistant'
  return user === hostId ? 'host' : 'member'
}

/** What a caller is to the fields of a room. */
export const roleIn = (actor: Actor, hostId: UserId | null): FieldRole => {
  if (actor.kind === 'server') return 'server'
  if (actor.kind === 'public') return 'anyone'
  const { id, role } = actor.person
  if (role === 'owner') return 'host'
  if (role === 'host') return hostRole(id, hostId)
  return role === 'assistant' ? 'assistant' : 'member'
}

/** A host acts on his own rooms; others who operate rooms on all of the app. */
export const operates = (actor: Actor, hostId: UserId | null): boolean =>
  actor.kind === 'server' ||
  (actor.kind === 'person' && isStaff(actor.person.role) && RANK[roleIn(actor, hostId)] >= RANK.assistant)

/** The permission of a field in rooms of this type; null: these rooms do not have the field. */
export const permissionIn = ({ types }: Pick<FieldDeclaration, 'types'>, type: string): FieldPermission | null =>
  Object.hasOwn(types, type) ? types[type]! : null

export const mayDo = (least: FieldRole, role: FieldRole): boolean => RANK[role] >= RANK[least]

type Declared = Pick<FieldDeclaration, 'name' | 'types'>

/** Of the values kept in a room of this type, those that somebody with this role may read. */
export const readable = (
  kept: Readonly<Record<string, string>>,
  declared: readonly Declared[],
  type: string,
  role: FieldRole,
): Record<string, string> => {
  const seen: [string, string][] = []
  for (const field of declared) {
    const permission = permissionIn(field, type)
    if (permission && mayDo(permission.read, role) && Object.hasOwn(kept, field.name))
      seen.push([field.name, kept[field.name]!])
  }
  return Object.fromEntries(seen)
}
