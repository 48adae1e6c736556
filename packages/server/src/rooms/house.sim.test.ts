// Seeded people in several processes over one log that hangs, loses answers and forgets: they join, speak, like, lose
// frames and connections, come back elsewhere, are muted and banned, and their words are taken back, while processes die.
// At the end all who are here agree on the log and the state. A failing seed is printed; keep it in SEEDS_THAT_HURT.
import { expect, test } from 'bun:test'
import type { OrderedEvent, UserId } from '@hawker/protocol'
import { seededChance } from '#kernel/chance'
import { ManualTime, settle } from './testing/manual-time.ts'
import { Page } from './testing/page.ts'
import { person, SHOP, TEA } from './testing/paper.ts'
import { PaperHouse, type Process } from './testing/paper-house.ts'

const SEEDS = Number(process.env.SIM_SEEDS ?? 300)
/**
 * 30: counters that were still told kept a lost zero of viewers alive. 1075: what was recalled alone reached the shared log
 * before the words were gone from it, and a snapshot in between showed them. 5791: a pin that was told late brought words
 * back that had been taken back meanwhile. 1381: a number of viewers was forgotten because three repeats of it in a row
 * were lost.
 */
const SEEDS_THAT_HURT: readonly number[] = [30, 1075, 1381, 5791]
/** The first of them: for looking at one alone. */
const FIRST_SEED = Number(process.env.SIM_FIRST_SEED ?? 1)
const STEPS = 100
const KEY = { app: SHOP, room: TEA }

const run = async (seed: number): Promise<void> => {
  const chance = seededChance(seed)
  const pick = (n: number) => Math.floor(chance.next() * n)
  const some = <T>(all: Iterable<T>): T | undefined => {
    const list = [...all]
    return list[pick(list.length)]
  }
  const time = new ManualTime()
  const house = new PaperHouse(time, chance)
  const { database, network } = house
  for (let n = 1 + pick(3); n > 0; n--) house.start()
  const opening = [...house.processes].map(({ room }) => room.open())
  await time.pass(5_000)
  await Promise.all(opening)
  const pages = Array.from({ length: 2 + pick(5) }, (_, i) => new Page(person(`p${i}`), time, chance))
  let liked = 0
  let likesLost = 0
  let lines = 0

  const kill = (process: Process) => {
    for (const page of pages) if (page.process === process) page.leave()
    likesLost += process.kill()
    const next = house.start()
    next.room.open().catch(() => {})
  }
  const linesShown = () => pages.flatMap((page) => [...page.lines.keys()])
  const act = (process: Process, page: Page) => {
    const dies = chance.next() < 0.1
    const user = page.person.id as UserId
    const roll = chance.next()
    const until = chance.next() < 0.5 ? null : time.now() + pick(60_000)
    if (roll < 0.2) process.moderate('muted', user, until ?? 253_402_300_799_999, dies)
    else if (roll < 0.35) process.moderate('unmuted', user, null, dies)
    else if (roll < 0.42) process.moderate('banned', user, time.now() + pick(20_000), dies)
    else if (roll < 0.5) process.moderate('unbanned', user, null, dies)
    else if (roll < 0.55) process.moderate('kicked', user, null, dies)
    else if (roll < 0.75) process.changeFacts(dies)
    else {
      const id = some(linesShown())
      if (id) void (roll < 0.9 ? process.recall(id, dies) : process.pin(id, dies)).catch(() => {})
    }
    if (dies) kill(process)
  }

  for (let step = 0; step < STEPS; step++) {
    const page = some(pages)!
    const at = some(house.processes)!
    page.lossy = chance.next() < 0.2
    const roll = chance.next()
    if (roll < 0.25) page.enter(at).catch((error) => page.failures.push(error))
    else if (roll < 0.3) page.leave()
    else if (roll < 0.6) {
      const from = page.isIn ? page.process! : at
      for (let n = chance.next() < 0.05 ? 60 : 1 + pick(3); n > 0; n--)
        void from.room.say(person(String(page.person.id), pick(5) ? 'viewer' : 'host'), `line ${lines++}`)
    } else if (roll < 0.67) {
      const count = 1 + pick(50)
      if (at.room.like('x', count) === null) liked += count
    } else if (roll < 0.8) act(at, page)
    else if (roll < 0.82) network.pause()
    else if (roll < 0.85) network.back()
    else if (roll < 0.86) await network.restart()
    else if (roll < 0.875) kill(at)
    else if (roll < 0.97) await time.pass(pick(400))
    else await time.pass(pick(15_000))
    if (chance.next() < 0.5) await settle()
  }

  network.back()
  network.calm = true
  for (const page of pages) page.lossy = false
  await time.pass(8_000)
  // Whoever opened while the log was away asks again when somebody comes.
  for (const { room } of house.processes) room.open().catch(() => {})
  await time.pass(4_000)
  database.bans.clear()
  for (const { person } of pages) some(house.processes)!.moderate('unbanned', person.id, null, false)
  await time.pass(5_000)
  for (const page of pages)
    if (chance.next() < 0.7) page.enter(some(house.processes)!).catch((error) => page.failures.push(error))
  await time.pass(16_000)

  const { epoch, offset } = await network.log.position(KEY)
  const kept = await network.log.tail(KEY, 100_000)
  const idAt = new Map(kept.map((entry) => [entry.offset, (JSON.parse(entry.json) as OrderedEvent).id]))
  expect(new Set(idAt.values()).size).toBe(idAt.size)
  expect(database.journal.filter(({ told }) => !told)).toEqual([])
  for (const words of database.recalled.values())
    expect(kept.find(({ json }) => json.includes(`"text":"${words}"`))).toBeUndefined()

  const here = pages.filter(({ isIn }) => isIn)
  for (const { room, log } of house.processes) {
    expect(log.health().alone).toBe(false)
    expect(room.core.viewers).toBe(here.length)
    const { sanctions, current } = room.core.policy
    for (const { person } of pages) {
      const until = database.mutes.get(person.id) ?? 0
      expect(sanctions.mutedUntil(person.id, time.now())).toBe(until > time.now() ? until : null)
    }
    expect(current).toEqual(database.facts.policy)
  }
  for (const page of pages) if (page.failures.length > 0) throw page.failures[0]
  for (const page of here) {
    expect(page.position).toEqual({ epoch, offset })
    for (let place = page.from + 1; place <= offset; place++) {
      const id = idAt.get(place)
      if (id !== undefined) expect(page.heard.get(place)).toBe(id)
    }
    const { title, policy } = database.facts
    expect([page.facts!.title, page.facts!.policy]).toEqual([title, policy])
    expect(page.pinned.comment).toEqual(database.pinned)
    for (const id of page.lines.keys()) expect(database.recalled.has(id)).toBe(false)
    const until = database.mutes.get(page.person.id) ?? 0
    if (until > time.now()) expect(page.mutedUntil).toBe(until)
    else expect((page.mutedUntil ?? 0) > time.now()).toBe(false)
  }
  expect(database.likes).toBe(liked - likesLost)
  for (const page of pages) page.leave()
  await time.pass(20_000)
  for (const { room } of house.processes) expect([room.localViewers, room.core.viewers]).toEqual([0, 0])
}

test(`G3 M8 P4 P5 over ${SEEDS} seeds all who stayed agree on the log and the state, whatever broke`, async () => {
  for (const seed of [...SEEDS_THAT_HURT, ...Array.from({ length: SEEDS }, (_, i) => i + FIRST_SEED)]) {
    try {
      await run(seed)
    } catch (error) {
      throw new Error(`seed ${seed}: ${error}`)
    }
  }
}, 900_000)
