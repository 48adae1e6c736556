// A declaration as somebody types it. Pure.
import type { FieldDeclaration, FieldRole } from '@hawker/sdk'
import { ROOM_FIELDS_MAX } from '../limits.ts'
import { FIELD_NAME, ROOM_TYPE } from './field-rights.ts'

export interface DraftType {
  readonly type: string
  readonly read: FieldRole
  readonly write: FieldRole
}
export interface DraftField {
  readonly name: string
  readonly of: 'room' | 'member'
  readonly types: readonly DraftType[]
  /** S44: it stays for good. */
  readonly understood: boolean
}

export const NEW_FIELD: DraftField = {
  name: '',
  of: 'room',
  types: [{ type: 'live', read: 'anyone', write: 'assistant' }],
  understood: false,
}
const MEMBER_FIELDS_MAX = 5

export type FieldFault = 'name' | 'taken' | 'full' | 'type' | 'same-type' | 'no-type' | 'understood'

/** What keeps it from being declared, the first thing first; null: nothing. */
export const faultOf = (
  { name, of, types, understood }: DraftField,
  declared: readonly FieldDeclaration[],
): FieldFault | null => {
  if (!FIELD_NAME.test(name)) return 'name'
  // S42: also a field of the other kind takes the name.
  if (declared.some((field) => field.name === name)) return 'taken'
  const max = of === 'room' ? ROOM_FIELDS_MAX : MEMBER_FIELDS_MAX
  if (declared.filter((field) => field.of === of).length >= max) return 'full'
  if (types.length === 0) return 'no-type'
  if (types.some(({ type }) => !ROOM_TYPE.test(type))) return 'type'
  if (new Set(types.map(({ type }) => type)).size < types.length) return 'same-type'
  return understood ? null : 'understood'
}

export const typesBody = (types: readonly DraftType[]): FieldDeclaration['types'] =>
  Object.fromEntries(types.map(({ type, read, write }) => [type, { read, write }]))

export const typesOf = (types: FieldDeclaration['types']): readonly DraftType[] =>
  Object.entries(types).map(([type, permission]) => ({ type, ...permission }))
