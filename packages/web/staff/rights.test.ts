import { expect, test } from 'bun:test'
import { PERMISSIONS } from '@hawker/protocol'
import { mayInRoom, mayModerate, RIGHTS } from './rights.ts'

test('the page offers to a role exactly what the server allows it', () => {
  for (const [right, roles] of Object.entries(RIGHTS))
    expect([...roles].sort()).toEqual([...PERMISSIONS[right as keyof typeof RIGHTS].roles].sort())
})

test('a host operates his own rooms and rooms without a host; an analyst only looks', () => {
  const mei = { id: 'mei', role: 'host' } as const
  expect(mayInRoom(mei, 'room.operate', { host: { id: 'mei' } })).toBe(true)
  expect(mayInRoom(mei, 'room.operate', { host: null })).toBe(true)
  expect(mayInRoom(mei, 'room.operate', { host: { id: 'jonas' } })).toBe(false)
  expect(mayInRoom(mei, 'numbers.read', { host: { id: 'jonas' } })).toBe(true)
  expect(mayInRoom({ id: 'ana', role: 'analyst' }, 'room.operate', { host: null })).toBe(false)
})

test('staff are not moderated by their equals, nobody by himself, and viewers never moderate', () => {
  const yu = { id: 'yu', role: 'assistant' } as const
  expect(mayModerate(yu, { id: 'ann', role: 'viewer' })).toBe(true)
  expect(mayModerate(yu, { id: 'tom', role: 'assistant' })).toBe(false)
  expect(mayModerate(yu, { id: 'mei', role: 'host' })).toBe(false)
  expect(mayModerate({ id: 'o', role: 'owner' }, yu)).toBe(true)
  expect(mayModerate(yu, yu)).toBe(false)
  expect(mayModerate({ id: 'ann', role: 'viewer' }, { id: 'bo', role: 'guest' })).toBe(false)
})
