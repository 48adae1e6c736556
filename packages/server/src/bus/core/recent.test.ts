import { expect, test } from 'bun:test'
import { RECENT_MAX_BYTES, RECENT_PER_ROOM, Recent } from './recent.ts'

const frame = (...ids: string[]) => JSON.stringify({ ordered: ids.map((id) => ({ id })) })
const jsons = (recent: Recent, name = 'tea') => recent.entries(name).map(({ json }) => JSON.parse(json).id ?? json)

test('a room has its newest, once each, in order; also what was said before anybody listened', () => {
  const recent = new Recent()
  recent.hear('tea', frame('c'), 'e', 3, 1, false)
  recent.hear('tea', frame('c'), 'e', 3, 1, false)
  recent.fill('tea', 'e', [
    { offset: 1, json: '{"id":"a"}' },
    { offset: 2, json: '{"id":"b"}' },
  ])
  recent.hear('tea', frame('d', 'e'), 'e', 4, 2, false)
  expect(jsons(recent)).toEqual(['a', 'b', 'c', 'd', 'e'])
  for (let i = 0; i < 200; i++) recent.hear('tea', frame(`x${i}`), 'e', 6 + i, 1, false)
  expect([jsons(recent).length, jsons(recent).at(-1)]).toEqual([RECENT_PER_ROOM, 'x199'])
})

test('what was heard before a break, or under another epoch, is not shown again: it may have been recalled', () => {
  const recent = new Recent()
  recent.hear('tea', frame('a'), 'e', 1, 1, false)
  recent.hear('tea', frame('c'), 'e', 3, 1, true)
  expect(jsons(recent)).toEqual(['c'])
  recent.hear('tea', frame('z'), 'f', 1, 1, false)
  expect(jsons(recent)).toEqual(['z'])
})

test('all rooms together stay within the bound; who spoke last stays', () => {
  const recent = new Recent()
  const large = 'x'.repeat(60_000)
  for (let i = 0; i < 400; i++) recent.hear(`r${i}`, frame(large), 'e', 1, 1, false)
  expect(recent.bytes).toBeLessThanOrEqual(RECENT_MAX_BYTES)
  expect([jsons(recent, 'r0').length, jsons(recent, 'r399').length]).toEqual([0, 1])
  for (let i = 0; i < 400; i++) recent.forget(`r${i}`)
  expect(recent.bytes).toBe(0)
})
