import { expect, test } from 'bun:test'
import { CUSTOM_MAX_BYTES, DEFAULT_POLICY, FOREVER, type PublicPerson, type RoomPolicy } from '@hawker/protocol'
import fc from 'fast-check'
import { person } from '../testing/paper.ts'
import { checkCustom, Policy } from './policy.ts'

const ann = person('ann')
const mei = person('mei', 'host')

const withPolicy = (change: Partial<RoomPolicy>) => {
  const policy = new Policy()
  policy.current = { ...DEFAULT_POLICY, ...change }
  return policy
}
const said = (policy: Policy, from: PublicPerson, text = 'hello', at = 0, stands = true) => {
  const line = policy.line(from, text, at, stands)
  return typeof line === 'string' ? 'said' : line.refused
}

test('[R29] each rule refuses with a code of its own, and staff are exempt', () => {
  const rules: [Partial<RoomPolicy>, string, string?, boolean?][] = [
    [{ mutedAll: true }, 'muted'],
    [{ minLevel: 3 }, 'level-too-low'],
    [{ speakers: 'followers' }, 'followers-only', 'hello', false],
    [{ speakers: 'buyers' }, 'buyers-only', 'hello', false],
    [{ links: 'staff' }, 'links-refused', 'taobao.com'],
  ]
  for (const [change, code, text, stands] of rules) {
    expect(said(withPolicy(change), ann, text, 0, stands)).toBe(code)
    expect(said(withPolicy(change), mei, text, 0, stands)).toBe('said')
  }
  expect(said(withPolicy({ links: 'everyone' }), ann, 'taobao.com')).toBe('said')
  expect(said(withPolicy({ minLevel: 3 }), { ...ann, level: 3 })).toBe('said')
  expect(said(withPolicy({ speakers: 'followers' }), ann, 'hello', 0, true)).toBe('said')
})

test('[R30] slow mode lets one line of a person through in its time, over all his sockets, and says how long to wait', () => {
  const policy = withPolicy({ slowModeS: 10 })
  expect(said(policy, ann, 'one', 1_000)).toBe('said')
  expect(policy.line(ann, 'two', 4_000, true)).toMatchObject({ refused: 'slow-mode', retryAfterMs: 7_000 })
  expect([
    said(policy, person('bo'), 'hi', 4_000),
    said(policy, mei, 'a', 4_000),
    said(policy, mei, 'b', 4_000),
  ]).toEqual(['said', 'said', 'said'])
  expect([said(policy, ann, 'two', 10_999), said(policy, ann, 'two', 11_000)]).toEqual(['slow-mode', 'said'])
})

test('[R30] over any lines, two that were taken of one person are slow mode apart, and what is refused costs no time', () => {
  const line = fc.record({ who: fc.constantFrom('a', 'b'), after: fc.nat(4_000), bad: fc.boolean() })
  fc.assert(
    fc.property(fc.array(line), fc.integer({ min: 1, max: 5 }), (lines, slowModeS) => {
      const policy = withPolicy({ slowModeS })
      const last = new Map<string, number>()
      let now = 0
      for (const { who, after, bad } of lines) {
        now += after
        const free = now - (last.get(who) ?? -Infinity) >= slowModeS * 1_000
        const answer = said(policy, person(who), bad ? 'taobao.com' : 'hello', now)
        expect(answer).toBe(bad ? 'links-refused' : free ? 'said' : 'slow-mode')
        if (answer === 'said') last.set(who, now)
      }
    }),
  )
})

test('[R29] a clock that goes back makes nobody wait', () => {
  const policy = withPolicy({ slowModeS: 10 })
  expect([said(policy, ann, 'one', 50_000), said(policy, ann, 'two', 1_000)]).toEqual(['said', 'said'])
})

test('[R32] a mute holds until its end, for staff as well, and says when it ends', () => {
  const policy = new Policy()
  policy.sanctions.hear({ act: 'muted', userId: mei.id, until: 5_000 })
  expect(policy.line(mei, 'hi', 1_000, true)).toMatchObject({ refused: 'muted', retryAfterMs: 4_000 })
  expect([said(policy, mei, 'hi', 4_999), said(policy, mei, 'hi', 5_000)]).toEqual(['muted', 'said'])
  policy.sanctions.hear({ act: 'muted', userId: ann.id, until: FOREVER })
  expect(said(policy, ann, 'hi', 2_000_000_000_000)).toBe('muted')
  policy.sanctions.hear({ act: 'unmuted', userId: ann.id, until: null })
  expect(said(policy, ann)).toBe('said')
})

test('[R32] a mute in all rooms holds beside one in this room: the later end counts', () => {
  const { sanctions } = new Policy()
  sanctions.inApp = new Map([[ann.id, 9_000]])
  expect(sanctions.mutedUntil(ann.id, 0)).toBe(9_000)
  sanctions.hear({ act: 'muted', userId: ann.id, until: 5_000 })
  expect([sanctions.mutedUntil(ann.id, 0), sanctions.mutedUntil(ann.id, 9_000)]).toEqual([9_000, null])
  sanctions.inApp = new Map()
  expect(sanctions.mutedUntil(ann.id, 0)).toBe(5_000)
})

test('[R33] a new reading says what is new in it', () => {
  const { sanctions } = new Policy()
  const before = sanctions.load({ mutes: [[ann.id, 9]], bans: [], networks: [] }, 1)
  expect(before).toEqual({ mutesChanged: [ann.id], banned: [], networks: [] })
  const after = sanctions.load({ mutes: [], bans: [[mei.id, 9]], networks: [['10.0.0.0/24', 9]] }, 1)
  expect(after).toEqual({ mutesChanged: [ann.id], banned: [mei.id], networks: ['10.0.0.0/24'] })
  expect([sanctions.bannedUntil(mei.id, 8), sanctions.bannedUntil(mei.id, 9)]).toEqual([9, null])
  expect(sanctions.networkBannedUntil(null, 1)).toBeNull()
})

test('[R34] the three parts of a custom message have 8,192 bytes between them, in UTF-8', () => {
  const third = Math.floor(CUSTOM_MAX_BYTES / 3)
  const rest = 'a'.repeat(CUSTOM_MAX_BYTES - 2 * third)
  expect(checkCustom('a'.repeat(third), 'b'.repeat(third), rest)).toBeNull()
  expect(checkCustom('a'.repeat(third), 'b'.repeat(third), `${rest}a`)?.refused).toBe('too-large')
  expect(checkCustom('汉'.repeat(2_730), 'ab', '')).toBeNull()
  expect(checkCustom('汉'.repeat(2_730), 'abc', '')?.refused).toBe('too-large')
  expect(checkCustom('\ud800', '', '')?.refused).toBe('text-refused')
})
