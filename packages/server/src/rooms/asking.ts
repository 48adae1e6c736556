// Questions to all processes that have somebody in a room: who is there, and from where. What is not answered in time
// is left out.
import type { AppId, PublicPerson, RoomId, UserId } from '@hawker/protocol'
import type { Notices } from '#bus'
import type { Clock, Timers } from '#kernel/clock'
import type { Newcomer } from './core/audience.ts'
import type { FrameSink, Present } from './door.ts'
import type { LiveRoomBody } from './live-room.ts'

export const ANSWER_WITHIN_MS = 200
/** The same question again within this is the same answer. */
const ANSWER_KEPT_MS = 1_000
const ASK_TOPIC = 'rooms.ask'
const ANSWER_TOPIC = 'rooms.answer'

interface Question {
  readonly app: AppId
  readonly room: RoomId
  /** Asks for the networks of this person; left out, for the people. */
  readonly networksOf?: UserId
}

interface Answer {
  readonly members: readonly Newcomer[]
  readonly staff: readonly Newcomer[]
  readonly networks: readonly string[]
}

interface Asked extends Question {
  readonly number: number
  readonly from: string
}

interface Answered extends Answer {
  readonly number: number
  readonly to: string
}

export interface AskingDeps {
  readonly processId: string
  readonly live: ReadonlyMap<string, LiveRoomBody>
  readonly notices: Notices
  readonly clock: Clock
  readonly timers: Timers
  readonly sink: () => FrameSink | null
  /** The others that have somebody in a room. */
  readonly processesIn: (name: string) => readonly string[]
}

const newestFirst = (answers: readonly (readonly Newcomer[])[]): PublicPerson[] => {
  const people = new Map<UserId, PublicPerson>()
  const all = answers.flat().sort((a, b) => b.at - a.at)
  for (const { person } of all) if (!people.has(person.id)) people.set(person.id, person)
  return [...people.values()]
}

export const createAsking = (deps: AskingDeps) => {
  const { processId, live, notices, clock, timers, sink, processesIn } = deps
  const waiting = new Map<number, (answer: Answer) => void>()
  const kept = new Map<string, { readonly at: number; readonly answers: Promise<Answer[]> }>()
  let number = 0

  const answerOf = ({ app, room, networksOf }: Question): Answer => {
    if (networksOf !== undefined)
      return { members: [], staff: [], networks: sink()?.networksOf(app, room, networksOf) ?? [] }
    const crowd = live.get(`${app}/${room}`)?.crowd
    return { members: crowd?.audience.newest() ?? [], staff: crowd?.staff() ?? [], networks: [] }
  }

  const stopHearing = [
    notices.subscribe(ASK_TOPIC, (body) => {
      const { from, number, ...question } = body as Asked
      if (from === processId || !live.has(`${question.app}/${question.room}`)) return
      notices.publish(ANSWER_TOPIC, { ...answerOf(question), number, to: from } satisfies Answered)
    }),
    notices.subscribe(ANSWER_TOPIC, (body) => {
      const { number, to, ...answer } = body as Answered
      if (to === processId) waiting.get(number)?.(answer)
    }),
  ]

  const ask = (question: Question): Promise<Answer[]> => {
    const own = answerOf(question)
    const missing = processesIn(`${question.app}/${question.room}`).length
    if (missing === 0) return Promise.resolve([own])
    return new Promise((resolve) => {
      const answers = [own]
      const mine = number++
      const done = () => {
        waiting.delete(mine)
        timer.stop()
        resolve(answers)
      }
      const timer = timers.after(ANSWER_WITHIN_MS, done)
      waiting.set(mine, (answer) => {
        if (answers.push(answer) > missing) done()
      })
      notices.publish(ASK_TOPIC, { ...question, number: mine, from: processId } satisfies Asked)
    })
  }

  /** However many ask in a second, the processes are asked once. */
  const askOnce = (question: Question): Promise<Answer[]> => {
    const name = `${question.app}/${question.room}`
    const now = clock.monotonic()
    const known = kept.get(name)
    if (known && now - known.at < ANSWER_KEPT_MS) return known.answers
    for (const [old, { at }] of kept) if (now - at >= ANSWER_KEPT_MS) kept.delete(old)
    const answers = ask(question)
    kept.set(name, { at: now, answers })
    return answers
  }

  return {
    people: async (app: AppId, room: RoomId, limit: number): Promise<Omit<Present, 'viewers'>> => {
      const answers = await askOnce({ app, room })
      return {
        members: newestFirst(answers.map(({ members }) => members)).slice(0, limit),
        staff: newestFirst(answers.map(({ staff }) => staff)),
      }
    },
    networksOf: async (app: AppId, room: RoomId, user: UserId): Promise<string[]> => {
      const answers = await ask({ app, room, networksOf: user })
      return [...new Set(answers.flatMap(({ networks }) => networks))]
    },
    stop: (): void => {
      for (const stop of stopHearing) stop()
      for (const answer of waiting.values()) answer({ members: [], staff: [], networks: [] })
    },
  }
}

export type Asking = ReturnType<typeof createAsking>
