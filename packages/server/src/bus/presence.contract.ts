// What every body of the presence keeps to, as one process sees it.
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { AppId, RoomId } from '@hawker/protocol'
import type { Presence, Sitting } from './door.ts'

export interface PresenceUnderTest {
  readonly presence: Presence
  close(): Promise<void>
}

let sockets = 0
export const sittingOf = (viewer: string, room = 'tea', app = 'shop'): Sitting => ({
  app: app as AppId,
  viewer,
  room: room as RoomId,
  socketId: `s${sockets++}`,
})

export const presenceContract = (name: string, open: () => Promise<PresenceUnderTest>): void => {
  describe(`presence: ${name}`, () => {
    let under: PresenceUnderTest
    let presence: Presence
    beforeEach(async () => {
      under = await open()
      presence = under.presence
    })
    afterEach(() => under.close())

    test('G15 whoever comes is counted here, with all his sockets', async () => {
      for (const room of ['tea', 'tea', 'pots'])
        expect(await presence.enter(sittingOf('ann', room), 10)).toEqual({ counted: true, evicted: [] })
    })

    test('G7 one socket too many: the oldest goes, and is told so once', async () => {
      const told: string[] = []
      presence.watch({ evict: (socketId) => told.push(socketId), counts: () => {} })
      const seats = [sittingOf('ann'), sittingOf('ann', 'pots'), sittingOf('ann')]
      for (const seat of seats.slice(0, 2)) await presence.enter(seat, 2)
      expect(await presence.enter(seats[2]!, 2)).toEqual({ counted: true, evicted: [seats[0]!.socketId] })
      expect(told).toEqual([seats[0]!.socketId])
      await presence.enter(sittingOf('bob'), 2)
      await presence.enter(sittingOf('ann', 'tea', 'rival'), 1)
      expect(told.length).toBe(1)
    })

    test('the same seat again is the same answer, and no seat more', async () => {
      const seat = sittingOf('ann')
      await presence.enter(seat, 2)
      expect(await presence.enter(seat, 2)).toEqual({ counted: true, evicted: [] })
      expect(await presence.enter(sittingOf('ann'), 2)).toEqual({ counted: true, evicted: [] })
    })

    test('a seat that was left is free; leaving twice, or what nobody entered, does nothing', async () => {
      const [one, two] = [sittingOf('ann'), sittingOf('ann')]
      await presence.enter(one, 2)
      presence.leave(one)
      presence.leave(one)
      presence.leave(sittingOf('bob'))
      await presence.enter(two, 2)
      expect((await presence.enter(sittingOf('ann'), 2)).evicted).toEqual([])
      expect((await presence.enter(sittingOf('ann'), 2)).evicted).toEqual([two.socketId])
    })
  })
}
