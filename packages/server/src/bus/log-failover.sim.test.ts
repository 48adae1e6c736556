// Seeded processes over one shared log that hangs, loses answers, comes back and forgets, while they talk and recall.
// At the end everybody hears the same log; nothing said is missing or told twice. A failing seed is printed; keep it.
import { expect, test } from 'bun:test'
import type { AppId, Priority, RoomId } from '@hawker/protocol'
import { type Chance, seededChance } from '#kernel/chance'
import { ManualTime, settle } from '#kernel/testing/manual-time'
import { Away } from './away.ts'
import { ADMITTED } from './core/admission.ts'
import type { LogEntry, RoomKey, RoomLog } from './door.ts'
import { COMMAND_TIMEOUT_MS, createFailoverLog, type FailoverLog } from './log-failover.ts'
import { createMemoryLog } from './log-memory.ts'
import type { SharedLog } from './log-redis.ts'

const SEEDS = Number(process.env.SIM_SEEDS ?? 300)
const SEEDS_THAT_HURT: readonly number[] = []
const STEPS = 60
const ROOMS = ['a', 'b'].map((room): RoomKey => ({ app: 'shop' as AppId, room: room as RoomId }))

/** A shared log as a process sees it: what it asks arrives late or never, and so do the answers. */
class Network {
  down = false
  readonly #time: ManualTime
  readonly #chance: Chance
  log: RoomLog
  #held: { run: () => void; cut: (error: Away) => void }[] = []

  constructor(time: ManualTime, chance: Chance) {
    this.#time = time
    this.#chance = chance
    this.log = createMemoryLog({ chance })
  }

  /** Answers nothing; what is asked meanwhile is done when it comes back, as a paused Redis does. */
  pause(): void {
    this.down = true
  }
  back(): void {
    this.down = false
    for (const { run } of this.#held.splice(0)) run()
  }
  /** What it held is gone, and so is what it was asked. */
  restart(): void {
    for (const { cut } of this.#held.splice(0)) cut(new Away('killed'))
    this.down = false
    this.log = createMemoryLog({ chance: this.#chance })
  }

  async ask<T>(does: (log: RoomLog) => Promise<T>): Promise<T> {
    const roll = this.#chance.next()
    if (this.down) {
      if (roll < 0.3) throw new Away('refused')
      return new Promise((resolve, reject) =>
        this.#held.push({ run: () => does(this.log).then(resolve, reject), cut: reject }),
      )
    }
    if (roll < 0.02) throw new Away('cut before it arrived')
    const log = this.log
    await this.#wait(3)
    if (log !== this.log) throw new Away('cut')
    const answer = await does(log)
    if (roll > 0.97) throw new Away('cut before the answer')
    if (roll > 0.95) await this.#wait(2_000)
    else await this.#wait(3)
    return answer
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.#time.after(Math.floor(this.#chance.next() * ms), resolve))
  }
}

/** Frames of whatever log it is now, with the breaks mended as `follow-room` does: here by a look at the whole log. */
const sharedOver = (network: Network): SharedLog => ({
  append: (...args) => network.ask((log) => log.append(...args)),
  read: (...args) => network.ask((log) => log.read(...args)),
  position: (key) => network.ask((log) => log.position(key)),
  tail: (...args) => network.ask((log) => log.tail(...args)),
  redact: (...args) => network.ask((log) => log.redact(...args)),
  subscribe: async (key, onFrame) => network.log.subscribe(key, onFrame),
  probe: () => network.ask(async () => {}),
  onRedacted: () => {},
  renew: () => {},
  stop: () => {},
})

interface Heard {
  epoch: string
  readonly texts: Map<number, string>
}

const run = async (seed: number, restarts: boolean) => {
  const chance = seededChance(seed)
  const time = new ManualTime()
  const network = new Network(time, chance)
  const heard: Map<RoomKey, Heard>[] = []
  const faults: unknown[] = []
  const processes: FailoverLog[] = []
  for (const processId of ['p1', 'p2']) {
    const log = createFailoverLog({
      shared: sharedOver(network),
      openLocal: () => createMemoryLog({ chance, budget: { perS: 1e9, p1HeadroomPerS: 0 } }),
      processId,
      clock: time,
      timers: time,
      onFault: (fault) => faults.push(fault),
    })
    const mine = new Map<RoomKey, Heard>()
    for (const key of ROOMS)
      await log.subscribe(key, (text, epoch, first, ordered) => {
        const frame = JSON.parse(text) as { ordered: unknown[] }
        const known = mine.get(key)
        const here = known?.epoch === epoch ? known : { epoch, texts: new Map<number, string>() }
        mine.set(key, here)
        for (let i = 0; i < ordered; i++) {
          if (here.texts.has(first + i)) faults.push(`${processId} heard ${epoch}/${first + i} twice`)
          here.texts.set(first + i, JSON.stringify(frame.ordered[i]))
        }
      })
    heard.push(mine)
    processes.push(log)
  }

  const said = new Map<RoomKey, string[]>(ROOMS.map((key) => [key, []]))
  const recalled = new Set<string>()
  const lanes = new Map<string, Promise<unknown>>()
  const asked: Promise<unknown>[] = []
  let words = 0
  /** As a live room does: the next batch when the one before is answered. */
  const inLane = (lane: string, does: () => Promise<unknown>) => {
    const done = (lanes.get(lane) ?? Promise.resolve()).then(does)
    lanes.set(lane, done)
    asked.push(done)
  }
  const say = (p: number, key: RoomKey) => {
    const count = 1 + Math.floor(chance.next() * 4)
    const priority = (chance.next() < 0.3 ? 0 : 2) as Priority
    const entries = Array.from({ length: count }, (): LogEntry => {
      const id = `w${words++}`
      return { priority, delivery: 'ordered', json: `"${id}"`, eventId: id, ...(priority === 0 ? { onceId: id } : {}) }
    })
    inLane(`${p}/${key.room}`, async () => {
      const { admitted } = await processes[p]!.append(key, entries, null, time.now())
      entries.forEach(({ json, eventId }, i) => {
        if (admitted[i] === ADMITTED) said.get(key)!.push(json)
        if (admitted[i] === ADMITTED && chance.next() < 0.05)
          inLane(`${p}/${key.room}`, async () => {
            recalled.add(json)
            await processes[p]!.redact(key, [eventId!], '"gone"')
          })
      })
    })
  }

  for (let step = 0; step < STEPS; step++) {
    const roll = chance.next()
    const p = chance.next() < 0.5 ? 0 : 1
    const key = ROOMS[chance.next() < 0.5 ? 0 : 1]!
    if (roll < 0.7) say(p, key)
    else if (roll < 0.73) network.pause()
    else if (roll < 0.8) network.back()
    else if (roll < 0.82 && restarts) network.restart()
    await time.pass(Math.floor(chance.next() * 300))
  }
  network.back()
  await time.pass(20_000)
  await Promise.all(asked)
  for (let tries = 0; processes.some((log) => log.health().alone) && tries < 50; tries++) await time.pass(1_000)
  expect(processes.map((log) => log.health())).toMatchObject(
    processes.map(() => ({ alone: false, roomsAlone: 0, keptEntries: 0, lostEntries: 0 })),
  )
  expect(faults).toEqual([])

  for (const key of ROOMS) {
    const log = (await network.log.tail(key, 10_000)).map(({ json }) => json)
    if (restarts) continue
    const told = new Set(log)
    expect(log.filter((json) => json !== '"gone"').length).toBe([...told].filter((json) => json !== '"gone"').length)
    const missing = said.get(key)!.filter((json) => !told.has(json) && !recalled.has(json))
    expect(missing).toEqual([])
    expect(log.filter((json) => recalled.has(json))).toEqual([])
    const { epoch, offset } = await network.log.position(key)
    for (const mine of heard) {
      const here = mine.get(key)
      if (here?.epoch !== epoch) continue
      for (const [at, text] of here.texts) if (log[at - 1] !== '"gone"') expect(text).toBe(log[at - 1]!)
      expect(Math.max(0, ...here.texts.keys())).toBeLessThanOrEqual(offset)
    }
  }
  for (const log of processes) log.stop()
  await settle()
}

test(`processes that lose the shared log again and again lose nothing said, over ${SEEDS} seeds`, async () => {
  for (const seed of [...SEEDS_THAT_HURT, ...Array.from({ length: SEEDS }, (_, i) => i + 1)]) {
    try {
      await run(seed, seed % 4 === 0)
    } catch (error) {
      console.error(`seed ${seed}`)
      throw error
    }
  }
})

test('rooms that never stop talking move over all the same, and hear everything in the order it was said', async () => {
  const time = new ManualTime()
  const there = createMemoryLog({ chance: seededChance(1), budget: { perS: 1e9, p1HeadroomPerS: 0 } })
  let down = false
  const oneWay = () => new Promise<void>((resolve) => void time.after(5, resolve))
  const ask = async <T>(does: () => Promise<T>): Promise<T> => {
    if (down) throw new Away('refused')
    await oneWay()
    const answer = await does()
    await oneWay()
    return answer
  }
  const log = createFailoverLog({
    shared: {
      append: (...args) => ask(() => there.append(...args)),
      read: (...args) => ask(() => there.read(...args)),
      position: (key) => ask(() => there.position(key)),
      tail: (...args) => ask(() => there.tail(...args)),
      redact: (...args) => ask(() => there.redact(...args)),
      subscribe: (key, onFrame) => there.subscribe(key, onFrame),
      probe: () => ask(async () => {}),
      onRedacted: () => {},
      renew: () => {},
      stop: () => {},
    },
    openLocal: () => createMemoryLog({ chance: seededChance(2), budget: { perS: 1e9, p1HeadroomPerS: 0 } }),
    processId: 'p1',
    clock: time,
    timers: time,
  })
  const rooms = Array.from({ length: 20 }, (_, i): RoomKey => ({ app: 'shop' as AppId, room: `r${i}` as RoomId }))
  const said = new Map<RoomKey, string[]>(rooms.map((key) => [key, []]))
  let talking = true
  let longestMs = 0
  const talks = rooms.map(async (key) => {
    for (let word = 0; talking; word++) {
      const json = `"${word}"`
      const began = time.now()
      await log.append(key, [{ priority: 2, delivery: 'ordered', json, eventId: json }], null, began)
      longestMs = Math.max(longestMs, time.now() - began)
      said.get(key)!.push(json)
      await oneWay()
    }
  })
  await time.pass(1_000)
  down = true
  await time.pass(3_000)
  expect(log.health()).toMatchObject({ alone: true, roomsAlone: rooms.length })
  down = false
  await time.pass(1_000)
  expect(log.health()).toMatchObject({ alone: false, roomsAlone: 0, keptEntries: 0, lostEntries: 0 })
  talking = false
  await time.pass(1_000)
  await Promise.all(talks)
  expect(longestMs).toBeLessThan(COMMAND_TIMEOUT_MS)
  for (const key of rooms) expect((await there.tail(key, 10_000)).map(({ json }) => json)).toEqual(said.get(key)!)
  log.stop()
})
