import { expect, test } from 'bun:test'
import { ROOM_STATUSES, type RoomStatus } from '@hawker/protocol'
import fc from 'fast-check'
import { isHidden, isOpen, MOVES, mayMove, moved, type StatusFields } from './status.ts'

const status = fc.constantFrom(...ROOM_STATUSES)
const fresh: StatusFields = { status: 'draft', statusReason: null, startedAt: null, endedAt: null, graceEndsAt: null }

test('[R1] the way S60 names is legal, step by step', () => {
  const way: RoomStatus[] = [
    'draft',
    'scheduled',
    'rehearsal',
    'live',
    'paused',
    'live',
    'interrupted',
    'live',
    'ended',
  ]
  for (const [i, from] of way.slice(0, -1).entries()) expect(mayMove(from, way[i + 1]!)).toBe(true)
  expect(mayMove('ended', 'replay')).toBe(true)
})

test('[R1] no room moves to itself, back to life after its end, or to pause before it was live', () => {
  for (const one of ROOM_STATUSES) expect(mayMove(one, one)).toBe(false)
  for (const over of ['ended', 'replay', 'banned'] as const)
    for (const open of ROOM_STATUSES.filter(isOpen)) expect(mayMove(over, open)).toBe(false)
  for (const before of ['draft', 'scheduled', 'rehearsal'] as const) {
    expect(mayMove(before, 'paused')).toBe(false)
    expect(mayMove(before, 'interrupted')).toBe(false)
  }
})

test('[R1] every state can be reached, every state can be banned, and no way leads back to a draft once rehearsed', () => {
  const reached = new Set<RoomStatus>(['draft'])
  for (const from of reached) for (const to of MOVES[from]) reached.add(to)
  expect(reached.size).toBe(ROOM_STATUSES.length)
  for (const one of ROOM_STATUSES) if (one !== 'banned') expect(mayMove(one, 'banned')).toBe(true)
  expect(ROOM_STATUSES.filter(isHidden)).toEqual(['draft'])
})

test('[R2] over any walk of legal moves: first start stays, grace only while interrupted, reasons do not linger', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(status, fc.option(fc.string())), { maxLength: 30 }), (steps) => {
      let room = fresh
      let firstLive: number | null = null
      for (const [at, [to, reason]] of steps.entries()) {
        if (!mayMove(room.status, to)) continue
        if (to === 'live') firstLive ??= at
        room = moved(room, to, { at, reason, graceEndsAt: at + 120 })
        expect(room.startedAt).toBe(firstLive)
        expect(room.graceEndsAt).toBe(to === 'interrupted' ? at + 120 : null)
        expect(room.statusReason).toBe(reason)
        if (to === 'ended') expect(room.endedAt).not.toBeNull()
      }
    }),
  )
})
