// What a declaration means for a type of room and for somebody's role. Pure.
import type { FieldDeclaration, FieldRole, Role } from '@hawker/sdk'

/** As the protocol: letters, digits and `_`, no digit first, at most 16 (S41). */
export const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,15}$/
export const ROOM_TYPE = /^[A-Za-z][A-Za-z0-9_-]{0,15}$/
export const FIELD_ROLES = ['anyone', 'member', 'assistant', 'host', 'server'] as const satisfies readonly FieldRole[]

export interface TypedField {
  readonly name: string
  readonly read: FieldRole
  readonly write: FieldRole
}

export const fieldsOfType = (declared: readonly FieldDeclaration[], type: string): readonly TypedField[] =>
  declared.flatMap(({ name, of, types }) => {
    const permission = of === 'room' ? types[type] : undefined
    return permission ? [{ name, ...permission }] : []
  })

const LEAST: Record<FieldRole, readonly Role[]> = {
  anyone: ['guest', 'viewer', 'analyst', 'assistant', 'host', 'owner'],
  member: ['viewer', 'analyst', 'assistant', 'host', 'owner'],
  assistant: ['assistant', 'host', 'owner'],
  host: ['host', 'owner'],
  server: [],
}

export const mayWriteField = (role: Role, least: FieldRole): boolean => LEAST[least].includes(role)
