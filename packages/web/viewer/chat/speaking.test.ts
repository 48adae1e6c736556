import { describe, expect, test } from 'bun:test'
import { FOREVER, type PublicPerson } from '@hawker/sdk'
import { goesBack, isBlocked, isForever, type Standing, speakingOf } from './speaking.ts'

const NOW = 1_000_000
const policy = { mutedAll: false, speakers: 'everyone', minLevel: 0, slowModeS: 0, links: 'staff' } as const
const you = { id: 'ann', name: 'Ann', avatarUrl: null, role: 'viewer', level: 3 } as unknown as PublicPerson
const host = { id: 'mei', name: 'Mei', avatarUrl: null }
const standing = (more: object = {}, ofPolicy: object = {}) =>
  ({
    room: { status: 'live', policy: { ...policy, ...ofPolicy }, host },
    you,
    mutedUntil: null,
    following: false,
    notBuyer: false,
    nextAt: 0,
    ...more,
  }) as unknown as Standing
const kindOf = (...of: Parameters<typeof standing>) => speakingOf(standing(...of), NOW).kind

describe('who may speak', () => {
  test('everybody, where nothing else was said', () => {
    expect(kindOf()).toBe('open')
    expect(kindOf({ you: null })).toBe('open')
  })

  test('a muted person until his time is over, on the server’s clock', () => {
    expect(speakingOf(standing({ mutedUntil: NOW + 1 }), NOW)).toEqual({ kind: 'muted', until: NOW + 1 })
    expect(kindOf({ mutedUntil: NOW })).toBe('open')
    expect([FOREVER, FOREVER - 5_000, NOW].map(isForever)).toEqual([true, true, false])
  })

  test('staff are exempt from all but their own mute', () => {
    const staff = { ...you, role: 'assistant' }
    const all = { mutedAll: true, speakers: 'followers', minLevel: 9, slowModeS: 60 }
    expect(kindOf({ you: staff, nextAt: NOW + 9 }, all)).toBe('open')
    expect(kindOf({ you: staff, mutedUntil: NOW + 9 }, all)).toBe('muted')
  })

  test('followers only: not before one follows; unknown is not held against anybody', () => {
    expect(kindOf({}, { speakers: 'followers' })).toBe('followers')
    expect(kindOf({ following: true }, { speakers: 'followers' })).toBe('open')
    expect(kindOf({ following: null }, { speakers: 'followers' })).toBe('open')
  })

  test('from a level on: says which, and which is yours', () => {
    expect(speakingOf(standing({}, { minLevel: 5 }), NOW)).toEqual({ kind: 'level', least: 5, yours: 3 })
    expect(speakingOf(standing({ you: null }, { minLevel: 1 }), NOW)).toMatchObject({ yours: 0 })
    expect(kindOf({}, { minLevel: 3 })).toBe('open')
  })

  test('buyers only: the server knows who bought, so one may try first', () => {
    expect(kindOf({}, { speakers: 'buyers' })).toBe('open')
    expect(kindOf({ notBuyer: true }, { speakers: 'buyers' })).toBe('buyers')
  })

  test('slow mode counts down and does not close the field', () => {
    const slow = speakingOf(standing({ nextAt: NOW + 8_000 }, { slowModeS: 10 }), NOW)
    expect(slow).toEqual({ kind: 'slow', until: NOW + 8_000 })
    expect(isBlocked(slow)).toBe(false)
    expect(kindOf({ nextAt: NOW + 8_000 })).toBe('open')
  })

  test('nobody in a room that is over', () => {
    expect(kindOf({ room: { status: 'ended', policy, host } })).toBe('closed')
  })
})

test('a refused line goes back to the field, a lost one stays to be sent again', () => {
  expect(['links-refused', 'muted', 'slow-mode', 'too-many'].every(goesBack)).toBe(true)
  expect(['unavailable', 'failed', 'busy', 'room-closed'].some(goesBack)).toBe(false)
})
