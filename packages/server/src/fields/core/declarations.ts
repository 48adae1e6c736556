// What may be declared, and how permissions change: a field and its room types stay for good (S44).
import {
  FIELD_TYPES_MAX,
  type FieldDeclaration,
  MEMBER_FIELDS_MAX,
  type Refusal,
  ROOM_FIELDS_MAX,
  refuse,
} from '@hawker/protocol'

const MAX = { room: ROOM_FIELDS_MAX, member: MEMBER_FIELDS_MAX } as const

/** Null: it may be declared beside these. */
export const checkDeclaration = (
  declared: readonly Pick<FieldDeclaration, 'name' | 'of'>[],
  { name, of }: FieldDeclaration,
): Refusal | null => {
  const taken = declared.find((one) => one.name === name)
  if (taken) return refuse('name-taken', { message: `There is a ${taken.of} field ${name} already.` })
  const max = MAX[of]
  const count = declared.filter((one) => one.of === of).length
  return count >= max ? refuse('limit-reached', { message: `An app has at most ${max} ${of} fields.` }) : null
}

type Types = FieldDeclaration['types']

/** Types that are named get the new permissions, or the field itself; the others keep what they have. */
export const changeTypes = (types: Types, changes: Types): Types | Refusal => {
  const next = { ...types, ...changes }
  if (Object.keys(next).length <= FIELD_TYPES_MAX) return next
  return refuse('limit-reached', { message: `A field is declared for at most ${FIELD_TYPES_MAX} room types.` })
}
