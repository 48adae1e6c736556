import { describe, expect, test } from 'bun:test'
import { ROOM_STATUSES } from '@hawker/protocol'
import { GRACE_MS, keepsPicture, moveOf, SHOW } from './show.ts'

const NOW = 1_700_000_000_000

describe('S60 a publisher and the status of its room', () => {
  test('a live show whose publisher is lost is interrupted for the grace time', () => {
    expect(moveOf('live', 'left', NOW)).toEqual({ from: 'live', to: 'interrupted', graceEndsAt: NOW + GRACE_MS })
  })
  test('a publisher that returns within the grace time takes the show on', () => {
    expect(moveOf('interrupted', 'came', NOW)).toEqual({ from: 'interrupted', to: 'live', graceEndsAt: null })
  })
  test('a publisher that stays away ends the show', () => {
    expect(moveOf('interrupted', 'stayed-away', NOW)).toEqual({ from: 'interrupted', to: 'ended', graceEndsAt: null })
  })
  test('a show taken out of its pause without a picture gets a grace time of its own', () => {
    expect(moveOf('live', 'stayed-away', NOW)).toEqual({ from: 'live', to: 'interrupted', graceEndsAt: NOW + GRACE_MS })
  })
  test('a picture never starts a show: draft, scheduled, rehearsal and paused stay what they are', () => {
    for (const status of ['draft', 'scheduled', 'rehearsal', 'paused'] as const)
      for (const event of ['came', 'left', 'stayed-away'] as const) expect(moveOf(status, event, NOW)).toBeNull()
  })
  test('an ended or banned room takes no publisher, every other does', () => {
    expect(ROOM_STATUSES.filter((status) => !SHOW[status].admits)).toEqual(['ended', 'replay', 'banned'])
  })
  test('U3 a drop while the show is paused ends nothing', () => {
    expect(ROOM_STATUSES.filter(keepsPicture)).toEqual(['paused'])
  })
})
