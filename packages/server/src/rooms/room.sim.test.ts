// Seeded members join, speak, like, lose frames and connections and come back, while ticks fall where they fall.
// At the end all who are here agree on the log. A failing seed is printed; keep it in SEEDS_THAT_HURT.
import { expect, test } from 'bun:test'
import type { Frame, OrderedEvent, Placed, Position, Snapshot } from '@hawker/protocol'
import { createMemoryLog } from '#bus'
import { type Chance, seededChance } from '#kernel/chance'
import type { Entered, Member } from './door.ts'
import { settle } from './testing/manual-time.ts'
import { factsOf, member, paperRoom, person } from './testing/paper.ts'

const SEEDS = Number(process.env.SIM_SEEDS ?? 250)
const SEEDS_THAT_HURT: readonly number[] = []
const STEPS = 120

type Paper = ReturnType<typeof paperRoom>

/** One page: keeps what it heard by offset, asks when there is a hole. */
class Page {
  member: Member | null = null
  position: Position | null = null
  /** Of the current epoch, from the first thing this page ever heard. */
  readonly heard = new Map<number, string>()
  readonly #paper: Paper
  readonly #chance: Chance
  readonly #name: string
  /** Where its last snapshot stood: it must have heard everything since. */
  from = 0
  readonly failures: unknown[] = []
  #waiting: Frame[] | null = null
  #resumes = 0
  lossy = false

  constructor(paper: Paper, chance: Chance, name: string) {
    this.#paper = paper
    this.#chance = chance
    this.#name = name
  }

  readonly #onFrame = (text: string) => {
    if (this.lossy && this.#chance.next() < 0.3) return
    const frame = JSON.parse(text) as Frame
    if (this.#waiting) this.#waiting.push(frame)
    else this.#take(frame)
  }

  async enter(): Promise<void> {
    const { room, listeners } = this.#paper
    if (this.member) return
    const mine = member(person(this.#name))
    this.member = mine
    this.#waiting = []
    listeners.add(this.#onFrame)
    const place = (await room.enter(mine, this.position)) as Entered
    if (place.snapshotJson) this.#begin(JSON.parse(place.snapshotJson) as Snapshot)
    this.#fill(JSON.parse(place.missedJson ?? '[]') as Placed[], place.position)
  }

  drop(): void {
    if (!this.member || this.#waiting) return
    this.#paper.listeners.delete(this.#onFrame)
    this.#paper.room.leave(this.member)
    this.member = null
  }

  async #resume(): Promise<void> {
    this.#resumes += 1
    if (this.#resumes > STEPS * 4) throw new Error('a page asks again and again')
    this.#waiting ??= []
    const answer = JSON.parse(await this.#paper.room.resume(this.position!))
    if (answer.type === 'resync') {
      this.#begin(answer.snapshot)
      this.#fill([], answer.snapshot.position)
    } else this.#fill(answer.entries, answer.position)
  }

  #begin({ position, recent }: Snapshot): void {
    this.heard.clear()
    for (const { offset, event } of recent) this.#keep(offset, event)
    this.position = position
    this.from = position.offset
  }

  #fill(entries: readonly Placed[], position: Position): void {
    for (const { offset, event } of entries) this.#keep(offset, event)
    this.position = position
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const frame of waiting) this.#take(frame)
  }

  #take(frame: Frame): void {
    if (this.#waiting) {
      this.#waiting.push(frame)
      return
    }
    const { epoch, offset } = this.position!
    if (frame.epoch !== epoch || frame.first > offset + 1) {
      this.#waiting = [frame]
      this.#resume().catch((error) => this.failures.push(error))
      return
    }
    for (const [i, event] of frame.ordered.entries()) {
      if (frame.first + i <= offset) continue
      this.#keep(frame.first + i, event)
      this.position = { epoch, offset: frame.first + i }
    }
  }

  #keep(offset: number, event: OrderedEvent): void {
    const text = JSON.stringify(event)
    const before = this.heard.get(offset)
    if (before !== undefined && before !== text) throw new Error(`offset ${offset} was two things`)
    this.heard.set(offset, text)
  }
}

const run = async (seed: number): Promise<void> => {
  const chance = seededChance(seed)
  const pick = (n: number) => Math.floor(chance.next() * n)
  const log = createMemoryLog({ chance })
  const paper = paperRoom({ chance, log })
  const { room, time, key } = paper
  await room.open()
  const all: string[] = []
  paper.listeners.add((text) => {
    const frame = JSON.parse(text) as Frame
    if (frame.ordered.length > 0 && frame.first !== all.length + 1) throw new Error('the log has a hole')
    for (const event of frame.ordered) all.push(JSON.stringify(event))
  })
  const pages = Array.from({ length: 2 + pick(5) }, (_, i) => new Page(paper, chance, `p${i}`))
  let likes = 0
  let version = 1
  for (let step = 0; step < STEPS; step++) {
    const page = pages[pick(pages.length)]!
    page.lossy = chance.next() < 0.3
    const act = chance.next()
    if (act < 0.3) page.enter().catch((error) => page.failures.push(error))
    else if (act < 0.4) page.drop()
    else if (act < 0.75) {
      for (let n = chance.next() < 0.1 ? 60 : 1 + pick(3); n > 0; n--)
        room.say(person('p', pick(5) ? 'viewer' : 'host'), `s${step}.${n}`)
    } else if (act < 0.85) {
      const count = 1 + pick(50)
      likes += count
      room.like('x', count)
    } else if (act < 0.9) {
      version += 1
      const event: OrderedEvent = { type: 'room.changed', id: `v${version}`, at: 1, room: factsOf('live', version) }
      for (let n = 1 + pick(2); n > 0; n--) void room.tell([event])
    } else if (act < 0.97) await time.pass(pick(400))
    else await time.pass(pick(20_000))
    if (chance.next() < 0.5) await settle()
  }
  for (const page of pages) page.lossy = false
  await settle()
  for (const page of pages) if (chance.next() < 0.7) await page.enter()
  await time.pass(30_000)

  const { epoch, offset } = await log.position(key)
  expect(offset).toBe(all.length)
  const here = pages.filter(({ member }) => member !== null)
  for (const page of here) {
    if (page.failures.length > 0) throw page.failures[0]
    expect(page.position).toEqual({ epoch, offset })
    for (const [place, text] of page.heard) expect(text).toBe(all[place - 1]!)
    for (let place = page.from + 1; place <= offset; place++)
      if (!page.heard.has(place)) throw new Error(`a page misses offset ${place}`)
  }
  expect([room.localViewers, room.core.likes]).toEqual([here.length, likes])
  for (const page of here) page.drop()
  expect([room.localViewers, room.core.viewers]).toEqual([0, 0])
}

test(`P4 P5 over ${SEEDS} seeds all who stayed agree on the log, whatever was lost on the way`, async () => {
  for (const seed of [...SEEDS_THAT_HURT, ...Array.from({ length: SEEDS }, (_, i) => i + 1)]) {
    try {
      await run(seed)
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
}, 300_000)
