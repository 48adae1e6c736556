import { expect, test } from 'bun:test'
import * as protocol from '@hawker/protocol'
import { FIELD_NAME, FIELD_ROLES, fieldsOfType, mayWriteField } from './field-rights.ts'

test('S41 the page and the protocol take the same names', () => {
  for (const name of ['a', '_x9', 'room_status', 'a'.repeat(16), '9a', '', 'a-b', 'a'.repeat(17), 'é'])
    expect([name, FIELD_NAME.test(name)]).toEqual([name, protocol.FieldName.safeParse(name).success])
  expect(FIELD_ROLES).toEqual(protocol.FIELD_ROLES)
})

test('S43 a room has the fields of its own type, and no fields of members', () => {
  const permission = { read: 'anyone', write: 'host' } as const
  const declared = [
    { name: 'mood', of: 'room', types: { live: permission } },
    { name: 'other', of: 'room', types: { shop: permission } },
    { name: 'attent', of: 'member', types: { live: permission } },
  ] as const
  expect(fieldsOfType(declared as never, 'live')).toEqual([{ name: 'mood', ...permission }])
})

test('the least role that writes includes all above it; the server’s fields are for nobody at a page', () => {
  expect(mayWriteField('assistant', 'assistant')).toBe(true)
  expect(mayWriteField('assistant', 'host')).toBe(false)
  expect(mayWriteField('owner', 'host')).toBe(true)
  expect(mayWriteField('owner', 'server')).toBe(false)
})
