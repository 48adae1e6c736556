// Custom fields, attributes and counters of a room: what an app keeps in a room for itself.
import { z } from 'zod'
import { bytes, RoomType } from './room.ts'

/** The one key that a plain object of JavaScript cannot have. */
const PROTO = '__proto__'

/** S41: letters, digits and `_`, no digit first, at most 16. */
export const FieldName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,15}$/, 'a field name has 1 to 16 of A-Z a-z 0-9 _, no digit first')
  .refine((name) => name !== PROTO, 'no field may be called __proto__')
export type FieldName = z.infer<typeof FieldName>

export const ROOM_FIELDS_MAX = 10
export const MEMBER_FIELDS_MAX = 5
export const FIELD_VALUE_MAX_BYTES = 512
/** Kinds of rooms that one field may be declared for. */
export const FIELD_TYPES_MAX = 20

/** The least who may: anyone; somebody signed in; assistants; hosts and owners; the merchant's server alone. */
export const FIELD_ROLES = ['anyone', 'member', 'assistant', 'host', 'server'] as const
export const FieldRole = z.enum(FIELD_ROLES)
export type FieldRole = z.infer<typeof FieldRole>

export const FieldPermission = z.strictObject({ read: FieldRole, write: FieldRole })
export type FieldPermission = z.infer<typeof FieldPermission>

/** By room type (S43). */
export const FieldTypes = z
  .record(RoomType, FieldPermission)
  .refine((types) => Object.keys(types).length <= FIELD_TYPES_MAX, `at most ${FIELD_TYPES_MAX} room types`)

/** A declared field. It cannot be taken back (S44); its permissions can be changed, and take effect at once (S45). */
export const FieldDeclaration = z.strictObject({
  name: FieldName,
  /** `member` fields belong to people; they are declared here so that no room field takes their name (S42). */
  of: z.enum(['room', 'member']),
  /** By room type (S43); a type that is not named here does not have the field. */
  types: FieldTypes,
})
export type FieldDeclaration = z.infer<typeof FieldDeclaration>

export const ATTRIBUTES_MAX = 16
export const ATTRIBUTE_KEY_MAX_BYTES = 32
export const ATTRIBUTE_VALUE_MAX_BYTES = 4_096
export const ATTRIBUTES_MAX_BYTES = 16_384

/** Any text of at most `max` bytes but the empty one. */
const key = (max: number) =>
  bytes(max)
    .refine((s) => s.length > 0, 'a key is not empty')
    .refine((s) => s !== PROTO, 'no key may be called __proto__')
export const AttributeKey = key(ATTRIBUTE_KEY_MAX_BYTES)

export const COUNTERS_MAX = 20
export const COUNTER_KEY_MAX_BYTES = 128
export const CounterKey = key(COUNTER_KEY_MAX_BYTES)
/** A 64-bit whole number as decimal digits: JSON numbers are exact to 2^53 only. */
export const CounterValue = z
  .string()
  .regex(/^-?\d{1,19}$/, { error: 'a whole number in decimal digits', abort: true })
  .refine((s) => BigInt(s) >= -(2n ** 63n) && BigInt(s) < 2n ** 63n, 'a whole number of 64 bits')
export type CounterValue = z.infer<typeof CounterValue>
