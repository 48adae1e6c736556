import { describe, expect, test } from 'bun:test'
import { type Actor, type AppId, FOREVER, isRefusal, type Role, type UserId } from '@hawker/protocol'
import fc from 'fast-check'
import { endOf, NETWORK_BAN_MAX_MS, networkEndOf } from './ends.ts'
import { readActPlace, readPlace, writePlace } from './place.ts'
import { mayRecall, OWN_RECALL_MS } from './recall.ts'

const user = (id: string) => id as UserId
const actor = (id: string, role: Role): Actor => ({
  kind: 'person',
  app: 'shop' as AppId,
  person: { id: user(id), name: id, avatarUrl: null, role, level: 0 },
  sessionId: 's',
})

test('seconds count from now; none is for good', () => {
  expect(endOf(1_000, 60)).toBe(61_000)
  expect(endOf(1_000, null)).toBe(FOREVER)
})

test('M4 a network is free again after 7 days, however long its user stays out', () => {
  expect(NETWORK_BAN_MAX_MS).toBe(7 * 24 * 3_600_000)
  expect(networkEndOf(1_000, FOREVER)).toBe(1_000 + NETWORK_BAN_MAX_MS)
  expect(networkEndOf(1_000, 61_000)).toBe(61_000)
})

describe('to take a line back', () => {
  const said = { from: { id: user('ann') }, at: 10_000 }
  test('one has two minutes, for his own', () => {
    expect(mayRecall(actor('ann', 'guest'), null, said, 10_000 + OWN_RECALL_MS)).toBeNull()
    expect(mayRecall(actor('ann', 'viewer'), null, said, 10_001 + OWN_RECALL_MS)?.refused).toBe('not-allowed')
    expect(mayRecall(actor('ben', 'viewer'), null, said, 10_000)?.refused).toBe('not-allowed')
    expect(mayRecall(actor('ada', 'analyst'), null, said, 10_000)?.refused).toBe('not-allowed')
  })
  test('staff have as long as it is there, a host in his own rooms', () => {
    for (const role of ['assistant', 'host', 'owner'] as const)
      expect(mayRecall(actor('lin', role), user('lin'), said, 1e12)).toBeNull()
    expect(mayRecall(actor('lin', 'host'), user('wei'), said, 10_000)?.refused).toBe('not-allowed')
    expect(mayRecall(actor('lin', 'host'), user('wei'), { ...said, from: { id: user('lin') } }, 10_000)).toBeNull()
  })
  test('what the shop said is nobody’s own', () => {
    expect(mayRecall(actor('ann', 'viewer'), null, { from: null, at: 10_000 }, 10_000)?.refused).toBe('not-allowed')
  })
})

describe('where a list goes on', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), (at, id) => {
        const place = { at: at % 1e15, user: user(id) }
        expect(readPlace(writePlace(place))).toEqual(place)
      }),
    )
    expect(readPlace(undefined)).toBeNull()
    expect(readActPlace('42')).toBe('42')
  })
  test('and anything else is refused, never a fault (A5)', () => {
    const nasty = ['', '.', '1.', '.a', "1.a'", '1.a.b', '-1.a', '1e3.a', `1.${'x'.repeat(65)}`, '\u0000']
    for (const text of nasty) expect([text, isRefusal(readPlace(text))]).toEqual([text, true])
    for (const text of ['', '0', '-1', '1.5', '1e9', '9'.repeat(19), "1'"])
      expect([text, isRefusal(readActPlace(text))]).toEqual([text, true])
  })
})
