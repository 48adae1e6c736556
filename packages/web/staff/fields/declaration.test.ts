import { expect, test } from 'bun:test'
import { type DraftField, faultOf, NEW_FIELD, typesBody, typesOf } from './declaration.ts'

const good: DraftField = { ...NEW_FIELD, name: 'mood', understood: true }
const known = (name: string, of: 'room' | 'member' = 'room') => ({ name, of, types: {} })

test('S44 nothing is declared before one has understood that it stays', () => {
  expect(faultOf(good, [])).toBeNull()
  expect(faultOf({ ...good, understood: false }, [])).toBe('understood')
})

test('S41 S42 a bad name and a name taken by either kind are told before the server has to', () => {
  expect(faultOf({ ...good, name: '9lives' }, [])).toBe('name')
  expect(faultOf(good, [known('mood', 'member')])).toBe('taken')
})

test('S44 ten fields of rooms, five of members', () => {
  const ten = Array.from({ length: 10 }, (_, at) => known(`f${at}`))
  expect(faultOf(good, ten)).toBe('full')
  expect(faultOf({ ...good, of: 'member' }, ten)).toBeNull()
  const five = Array.from({ length: 5 }, (_, at) => known(`m${at}`, 'member'))
  expect(faultOf({ ...good, of: 'member' }, five)).toBe('full')
})

test('S43 each type of room once, with a name that types may have', () => {
  const [live] = good.types
  expect(faultOf({ ...good, types: [live!, live!] }, [])).toBe('same-type')
  expect(faultOf({ ...good, types: [{ ...live!, type: '1st' }] }, [])).toBe('type')
  expect(faultOf({ ...good, types: [] }, [])).toBe('no-type')
  expect(typesOf(typesBody(good.types))).toEqual([...good.types])
})
