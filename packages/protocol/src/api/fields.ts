// Custom fields, attributes and counters of rooms.
import { z } from 'zod'
import {
  ATTRIBUTE_VALUE_MAX_BYTES,
  ATTRIBUTES_MAX,
  AttributeKey,
  COUNTERS_MAX,
  CounterKey,
  CounterValue,
  FIELD_VALUE_MAX_BYTES,
  FieldDeclaration,
  FieldName,
  FieldTypes,
  ROOM_FIELDS_MAX,
} from '../fields.ts'
import { AppId, RoomId } from '../ids.ts'
import { bytes } from '../room.ts'
import { endpoint } from './endpoint.ts'

const inRoom = z.strictObject({ room: RoomId })

export const listFields = endpoint({
  method: 'GET',
  path: '/api/fields',
  summary: 'Custom fields this app has declared',
  tag: 'fields',
  permission: 'numbers.read',
  answer: z.strictObject({ fields: z.array(FieldDeclaration) }),
})

export const declareField = endpoint({
  method: 'POST',
  path: '/api/fields',
  summary: 'Declare a custom field. It stays for good: only its permissions can be changed',
  tag: 'fields',
  permission: 'app.write',
  status: 201,
  body: FieldDeclaration,
  answer: FieldDeclaration,
  refusals: ['name-taken', 'limit-reached'],
})

export const changeField = endpoint({
  method: 'PATCH',
  path: '/api/fields/{name}',
  summary: 'Change who may read and write a field, or give it to more room types; takes effect at once',
  tag: 'fields',
  permission: 'app.write',
  params: z.strictObject({ name: FieldName }),
  body: z.strictObject({ types: FieldTypes }),
  answer: FieldDeclaration,
  refusals: ['not-found', 'limit-reached'],
})

const Values = z.strictObject({ values: z.record(z.string(), z.string()), version: z.int().nonnegative() })

export const readRoomFields = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/fields',
  summary: 'Values of the custom fields that the caller may read',
  tag: 'fields',
  permission: 'public',
  params: inRoom,
  query: z.strictObject({ app: AppId.optional() }),
  answer: Values,
  refusals: ['not-found'],
})

export const writeRoomFields = endpoint({
  method: 'PATCH',
  path: '/api/rooms/{room}/fields',
  summary: 'Write custom fields of a room; everybody who may read them is told at once',
  tag: 'fields',
  permission: 'person-or-server',
  params: inRoom,
  body: z.strictObject({
    values: z
      .record(FieldName, bytes(FIELD_VALUE_MAX_BYTES))
      .refine((values) => Object.keys(values).length <= ROOM_FIELDS_MAX, `at most ${ROOM_FIELDS_MAX} at once`),
  }),
  answer: Values,
  refusals: ['not-found', 'not-allowed', 'too-many'],
})

const Attributes = z
  .record(AttributeKey, bytes(ATTRIBUTE_VALUE_MAX_BYTES))
  .refine((values) => Object.keys(values).length <= ATTRIBUTES_MAX, `at most ${ATTRIBUTES_MAX} attributes`)

export const readAttributes = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/attributes',
  summary: 'All attributes of a room, and the version to write on',
  tag: 'fields',
  permission: 'public',
  params: inRoom,
  query: z.strictObject({ app: AppId.optional() }),
  answer: Values,
  refusals: ['not-found'],
})

export const writeAttributes = endpoint({
  method: 'PATCH',
  path: '/api/rooms/{room}/attributes',
  summary: 'Set and remove attributes. `version` is the one that was read: `conflict` when somebody wrote since',
  tag: 'fields',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({
    version: z.int().nonnegative(),
    set: Attributes.default({}),
    remove: z.array(AttributeKey).max(ATTRIBUTES_MAX).default([]),
  }),
  answer: Values,
  refusals: ['not-found', 'not-allowed', 'conflict', 'limit-reached', 'too-large', 'too-many'],
})

export const CounterChange = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('set'), key: CounterKey, value: CounterValue }),
  z.strictObject({ op: z.literal('add'), key: CounterKey, value: CounterValue }),
  z.strictObject({ op: z.literal('remove'), key: CounterKey }),
])
export type CounterChange = z.infer<typeof CounterChange>

const Counters = z.strictObject({ counters: z.record(z.string(), CounterValue) })

export const readCounters = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/counters',
  summary: 'All counters of a room',
  tag: 'fields',
  permission: 'public',
  params: inRoom,
  query: z.strictObject({ app: AppId.optional() }),
  answer: Counters,
  refusals: ['not-found'],
})

export const changeCounters = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/counters',
  summary: 'Set, add to or remove counters, all of them or none. Adding is atomic; 64 bits are not exceeded',
  tag: 'fields',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({
    changes: z.array(CounterChange).min(1).max(COUNTERS_MAX),
  }),
  answer: Counters,
  refusals: ['not-found', 'not-allowed', 'limit-reached'],
})
