// What every body of the room log keeps to. A body's test calls this with a way to open a fresh log.
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { AppId, Position, Priority, RoomId } from '@hawker/protocol'
import fc from 'fast-check'
import { ADMITTED, type Budget, DROPPED, TOLD_BEFORE } from './core/admission.ts'
import type { LogEntry, RoomKey, RoomLog } from './door.ts'

export interface LogUnderTest {
  readonly log: RoomLog
  /** Forgets everything, as a restart of the body does. Connections stay. */
  restart(): Promise<RoomLog>
  /** Resolves when every frame published so far has been handed to its subscribers. */
  settle(): Promise<void>
  close(): Promise<void>
}

interface Frame {
  readonly epoch: string
  readonly first: number
  readonly count: number
  readonly ordered: readonly unknown[]
  readonly latest?: unknown
  readonly lossy?: readonly unknown[]
}

const app = 'shop' as AppId
const key: RoomKey = { app, room: 'room' as RoomId }
const other: RoomKey = { app, room: 'other' as RoomId }
const foreign: RoomKey = { app: 'rival' as AppId, room: 'room' as RoomId }

const entry = (priority: Priority, body: unknown, more: Partial<LogEntry> = {}): LogEntry => ({
  priority,
  delivery: 'ordered',
  json: JSON.stringify(body),
  ...more,
})
const many = (count: number, priority: Priority, from = 0) =>
  Array.from({ length: count }, (_, i) => entry(priority, from + i))

export const roomLogContract = (name: string, budget: Budget, open: () => Promise<LogUnderTest>): void => {
  describe(`room log: ${name}`, () => {
    let under: LogUnderTest
    let log: RoomLog
    beforeEach(async () => {
      under = await open()
      log = under.log
    })
    afterEach(() => under.close())

    const listen = async (to: RoomKey) => {
      const frames: Frame[] = []
      const texts: string[] = []
      const stop = await log.subscribe(to, (text, epoch, first, ordered) => {
        const frame = JSON.parse(text) as Frame
        expect([frame.epoch, frame.first, frame.count]).toEqual([epoch, first, ordered])
        frames.push(frame)
        texts.push(text)
      })
      return { frames, texts, stop }
    }

    test('an empty room stands at offset 0 of an epoch, and stays there', async () => {
      const position = await log.position(key)
      expect(position.offset).toBe(0)
      expect(await log.position(key)).toEqual(position)
      expect(await log.read(key, position, 0)).toEqual({ kind: 'entries', position, entries: [] })
    })

    test('ordered entries are numbered from 1 without holes, in the order they were handed in', async () => {
      const one = await log.append(key, [entry(2, 'a'), entry(0, 'b')], null, 0)
      const two = await log.append(key, [entry(3, 'c')], null, 0)
      expect([one.first, one.ordered, two.first, two.ordered]).toEqual([1, 2, 3, 1])
      expect((await log.tail(key, 10)).map(({ offset, json }) => [offset, JSON.parse(json)])).toEqual([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ])
    })

    test('a frame carries what was admitted, the latest values and the lossy events, as the same text for everybody', async () => {
      const a = await listen(key)
      const b = await listen(key)
      await log.append(key, [entry(2, { t: 'ü"\\' }), entry(3, 'hearts', { delivery: 'lossy' })], '{"likes":7}', 0)
      await under.settle()
      expect(a.frames).toEqual([
        {
          type: 'frame',
          epoch: (await log.position(key)).epoch,
          first: 1,
          count: 1,
          ordered: [{ t: 'ü"\\' }],
          latest: { likes: 7 },
          lossy: ['hearts'],
        } as Frame,
      ])
      expect(a.texts).toEqual(b.texts)
    })

    test('a frame without ordered events has count 0 and names the next offset', async () => {
      await log.append(key, [entry(2, 'a')], null, 0)
      const { frames } = await listen(key)
      const answer = await log.append(key, [], '{"viewers":3}', 0)
      await under.settle()
      expect([answer.first, answer.ordered]).toEqual([2, 0])
      expect(frames).toMatchObject([{ first: 2, count: 0, ordered: [], latest: { viewers: 3 } }])
    })

    test('an append of nothing publishes nothing', async () => {
      const { frames } = await listen(key)
      await log.append(key, [], null, 0)
      await under.settle()
      expect(frames).toEqual([])
    })

    test('a subscriber hears its own room only, of its own app only, and nothing after it left', async () => {
      const here = await listen(key)
      const there = await listen(other)
      const abroad = await listen(foreign)
      await log.append(key, [entry(0, 'x')], null, 0)
      await under.settle()
      await here.stop()
      await log.append(key, [entry(0, 'y')], null, 0)
      await under.settle()
      expect([here.frames.length, there.frames.length, abroad.frames.length]).toEqual([1, 0, 0])
      expect((await log.position(foreign)).offset).toBe(0)
    })

    test('N2 a flood of chat is cut at a second of budget; what is cut has no offset', async () => {
      const { admitted, ordered } = await log.append(key, many(budget.perS + 25, 2), null, 0)
      expect(ordered).toBe(budget.perS)
      expect([...admitted].filter((flag) => flag === DROPPED).length).toBe(25)
      expect((await log.position(key)).offset).toBe(budget.perS)
    })

    test('the budget fills again as time goes by, and never beyond one second', async () => {
      await log.append(key, many(budget.perS, 2), null, 1_000)
      expect((await log.append(key, many(budget.perS, 2), null, 1_500)).ordered).toBe(Math.floor(budget.perS / 2))
      expect((await log.append(key, many(3 * budget.perS, 2), null, 60_000)).ordered).toBe(budget.perS)
    })

    test('S59 P0 is exempt: it passes a spent budget and spends nothing of a full one', async () => {
      await log.append(key, many(budget.perS, 2), null, 0)
      expect((await log.append(key, many(100, 0), null, 0)).ordered).toBe(100)
      await log.append(other, many(100, 0), null, 0)
      expect((await log.append(other, many(budget.perS, 2), null, 0)).ordered).toBe(budget.perS)
    })

    test('S59 a gift still passes when chat and likes have spent the second', async () => {
      await log.append(key, [...many(budget.perS, 2), ...many(10, 3)], null, 0)
      expect((await log.append(key, many(budget.p1HeadroomPerS + 5, 1), null, 0)).ordered).toBe(budget.p1HeadroomPerS)
    })

    test('S36 within one append the lowest class goes first', async () => {
      const entries = [...many(budget.perS, 3), ...many(10, 2), ...many(budget.p1HeadroomPerS + 5, 1)]
      const { admitted } = await log.append(key, entries, null, 0)
      const kept = (priority: Priority) => entries.filter((e, i) => e.priority === priority && admitted[i] === ADMITTED)
      expect([kept(1).length, kept(2).length, kept(3).length]).toEqual([
        budget.p1HeadroomPerS + 5,
        10,
        budget.perS - 15,
      ])
    })

    test('an event told twice is told once, in one append or in two', async () => {
      const event = entry(0, 'launch', { onceId: 'e1' })
      const one = await log.append(key, [event, event], null, 0)
      const two = await log.append(key, [event, entry(0, 'next', { onceId: 'e2' })], null, 0)
      expect([...one.admitted, ...two.admitted]).toEqual([ADMITTED, TOLD_BEFORE, TOLD_BEFORE, ADMITTED])
      expect((await log.position(key)).offset).toBe(2)
      expect((await log.append(other, [event], null, 0)).ordered).toBe(1)
    })

    test('an event that the budget dropped may be told again', async () => {
      await log.append(key, many(budget.perS + budget.p1HeadroomPerS, 1), null, 0)
      const gift = entry(1, 'gift', { onceId: 'g' })
      expect([...(await log.append(key, [gift], null, 0)).admitted]).toEqual([DROPPED])
      expect([...(await log.append(key, [gift], null, 1_000)).admitted]).toEqual([ADMITTED])
    })

    test('P5 read answers what was missed, up to now', async () => {
      await log.append(key, many(5, 0), null, 0)
      const { epoch } = await log.position(key)
      const answer = await log.read(key, { epoch, offset: 3 }, 0)
      expect(answer).toEqual({
        kind: 'entries',
        position: { epoch, offset: 5 },
        entries: [
          { offset: 4, json: '3' },
          { offset: 5, json: '4' },
        ],
      })
    })

    test('P5 a position of another epoch, or from the future, gets resync', async () => {
      await log.append(key, many(5, 0), null, 0)
      const position = await log.position(key)
      expect(await log.read(key, { epoch: 'else', offset: 3 }, 0)).toEqual({ kind: 'resync', position })
      expect(await log.read(key, { epoch: position.epoch, offset: 6 }, 0)).toEqual({ kind: 'resync', position })
    })

    test('G11 a gap of more than 500 entries, or of more than 256 KiB, gets resync', async () => {
      await log.append(key, many(501, 0), null, 0)
      const { epoch } = await log.position(key)
      expect((await log.read(key, { epoch, offset: 0 }, 0)).kind).toBe('resync')
      expect((await log.read(key, { epoch, offset: 1 }, 0)).kind).toBe('entries')
      const large = (bytes: number) => [entry(0, 'é'.repeat((bytes - 2) / 2))]
      for (let i = 0; i < 4; i++) await log.append(key, large(65_536), null, 0)
      expect((await log.read(key, { epoch, offset: 501 }, 0)).kind).toBe('entries')
      await log.append(key, large(4), null, 0)
      expect((await log.read(key, { epoch, offset: 501 }, 0)).kind).toBe('resync')
    })

    test('history keeps all of the last five minutes, and of what is older 2,000 messages', async () => {
      for (let i = 0; i < 9; i++) await log.append(key, many(250, 0, i * 250), null, 1_000)
      expect((await log.tail(key, 5_000)).length).toBe(2_250)
      await log.append(key, [entry(0, 2_250)], null, 301_001)
      const kept = await log.tail(key, 5_000)
      expect([kept.length, kept[0]?.offset, kept.at(-1)?.offset]).toEqual([2_000, 252, 2_251])
    })

    test('history keeps 4 MiB of text and no more, however young it is', async () => {
      const large = Array.from({ length: 16 }, () => entry(0, 'é'.repeat(32_767)))
      for (let i = 0; i < 5; i++) await log.append(key, large, null, 0)
      expect((await log.tail(key, 5_000)).length).toBe(64)
    })

    test('M8 a redacted event has its tombstone in history from now on, and its place', async () => {
      const said = [entry(2, 'a', { eventId: 'e1' }), entry(2, 'é', { eventId: 'e2' }), entry(0, 'c', { onceId: 'e3' })]
      await log.append(key, said, null, 0)
      const { frames } = await listen(key)
      await log.redact(key, ['e2', 'e3', 'unknown'], '"gone"')
      await under.settle()
      expect(frames).toEqual([])
      const { epoch } = await log.position(key)
      const texts = [
        { offset: 1, json: '"a"' },
        { offset: 2, json: '"gone"' },
        { offset: 3, json: '"gone"' },
      ]
      expect(await log.tail(key, 10)).toEqual(texts)
      expect(await log.read(key, { epoch, offset: 0 }, 0)).toMatchObject({ kind: 'entries', entries: texts })
      await log.append(key, [entry(0, 'c', { onceId: 'e3' }), entry(2, 'd', { eventId: 'e4' })], null, 0)
      await log.redact(key, [], '"gone"')
      await log.redact(other, ['e1'], '"gone"')
      expect((await log.tail(key, 10)).map(({ json }) => json)).toEqual(['"a"', '"gone"', '"gone"', '"d"'])
    })

    test('a batch handed in again is appended once and answered the same', async () => {
      const batch = { from: 'p1', number: 7 }
      const { frames } = await listen(key)
      const entries = [...many(budget.perS + 2, 2), entry(3, 'hearts', { delivery: 'lossy' })]
      const one = await log.append(key, entries, null, 0, { batch })
      const two = await log.append(key, entries.slice(0, 3), null, 9_000, { batch, exempt: true })
      await under.settle()
      expect([two, frames.length]).toEqual([one, 1])
      expect((await log.position(key)).offset).toBe(budget.perS)
      const others = [
        { from: 'p2', number: 7 },
        { from: 'p1', number: 8 },
      ]
      for (const of of others) expect((await log.append(key, many(1, 0), null, 0, { batch: of })).ordered).toBe(1)
      expect((await log.append(other, many(1, 0), null, 0, { batch })).ordered).toBe(1)
    })

    test('a batch from long ago is told no more', async () => {
      await log.append(key, many(1, 0), null, 0, { batch: { from: 'p1', number: 1 + 640 } })
      const late = await log.append(key, many(2, 0), null, 0, { batch: { from: 'p1', number: 1 } })
      expect([late.ordered, late.first, ...late.admitted]).toEqual([0, 2, TOLD_BEFORE, TOLD_BEFORE])
    })

    test('an exempt append passes a spent budget, spends nothing, and is told once as any other', async () => {
      await log.append(key, many(budget.perS, 2), null, 0)
      const late = [...many(30, 2), ...many(30, 3), entry(0, 'x', { onceId: 'x' }), entry(0, 'x', { onceId: 'x' })]
      const { ordered, admitted } = await log.append(key, late, null, 0, { exempt: true })
      expect([ordered, admitted.at(-1)]).toEqual([61, TOLD_BEFORE])
      expect((await log.append(key, many(budget.p1HeadroomPerS, 1), null, 0)).ordered).toBe(budget.p1HeadroomPerS)
    })

    test('a restarted log has a new epoch and continues nothing', async () => {
      await log.append(key, many(3, 0), null, 0)
      const before = await log.position(key)
      log = await under.restart()
      const after = await log.position(key)
      expect(after.offset).toBe(0)
      expect(after.epoch).not.toBe(before.epoch)
      expect((await log.read(key, before, 0)).kind).toBe('resync')
    })

    test('P4 whoever reads from wherever he stands has the same log as who heard every frame', async () => {
      const step = fc.record({
        priorities: fc.array(fc.constantFrom<Priority>(0, 1, 2, 3), { maxLength: 30 }),
        waitMs: fc.nat(400),
        read: fc.nat(200),
      })
      let run = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
          const room: RoomKey = { app, room: `run-${run++}` as RoomId }
          const heard: { offset: number; json: string }[] = []
          const stop = await log.subscribe(room, (text, _epoch, first) => {
            const { ordered } = JSON.parse(text) as Frame
            for (const [i, body] of ordered.entries()) heard.push({ offset: first + i, json: JSON.stringify(body) })
          })
          let now = 0
          let said = 0
          for (const { priorities, waitMs, read } of steps) {
            now += waitMs
            await log.append(
              room,
              priorities.map((priority) => entry(priority, said++)),
              null,
              now,
            )
            await under.settle()
            const { epoch, offset } = await log.position(room)
            const after: Position = { epoch, offset: Math.min(read, offset) }
            const answer = await log.read(room, after, now)
            if (answer.kind === 'entries') expect(answer.entries).toEqual(heard.slice(after.offset))
            else expect(offset - after.offset).toBeGreaterThan(500)
          }
          expect(heard.map(({ offset }) => offset)).toEqual(heard.map((_, i) => i + 1))
          await stop()
        }),
        { numRuns: 40 },
      )
    })
  })
}
