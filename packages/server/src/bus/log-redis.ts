// The room log in Redis, shared by all processes: one script per append, and every room's frames on a channel of its own.
import type { Position } from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import type { Timers } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { type Budget, DEFAULT_BUDGET } from './core/admission.ts'
import { slotOf } from './core/batches.ts'
import type { Appended, AppendOptions, LogEntry, ReadResult, RoomKey, RoomLog } from './door.ts'
import { type Following, followRoom, type Redaction, type RoomReader, redactionText } from './follow-room.ts'
import { EPOCH_CHARACTERS } from './log-memory.ts'
import { APPEND, PROBE, READ, REDACT, ROOM_KEYS, TAIL } from './log-redis.lua.ts'
import { KEY_PREFIX, type RedisLink } from './redis-link.ts'
import type { RedisScript } from './redis-script.ts'

/** Every room that is listened to is compared with the log: the last frame before a silence leaves no hole. */
const LOOK_EVERY_MS = 3_000

export interface RedisLogOptions {
  readonly link: RedisLink
  readonly chance: Chance
  readonly timers: Timers
  readonly budget?: Budget
  /**
   * Whose clock fills the budget. Redis's own, which is one for all: two processes whose clocks differ would fill it
   * twice, or starve it. The caller's is for tests that have time in hand.
   */
  readonly time?: 'redis' | 'caller'
  /** A subscriber threw: a bug of his, and nobody else's trouble. */
  readonly onFault?: (error: unknown) => void
}

/** What the failover needs besides. */
export interface SharedLog extends RoomLog {
  /** Rejects while Redis does not take writes. */
  probe(): Promise<void>
  /** Told of every redaction in the rooms that are listened to; it may come twice. */
  onRedacted(run: (key: RoomKey, redaction: Redaction) => void): void
  /** Begins its connections anew. */
  renew(): void
  stop(): void
}

/** No client's string: both ids are ours. The braces keep a room's keys together in a cluster. */
const baseOf = ({ app, room }: RoomKey): string => `${KEY_PREFIX}{${app}/${room}}:`

const headOf = ({ priority, delivery, eventId, onceId = '' }: LogEntry): string =>
  `${priority}${delivery === 'ordered' ? 'o' : 'l'}${eventId ?? onceId} ${onceId}`

export const createRedisLog = (options: RedisLogOptions): SharedLog => {
  const { link, chance, timers, budget = DEFAULT_BUDGET, time = 'redis', onFault = () => {} } = options
  const followings = new Map<string, Following>()
  let redacted: (key: RoomKey, redaction: Redaction) => void = () => {}

  const run = (script: RedisScript, key: RoomKey, ...args: (string | number)[]): Promise<unknown> => {
    const base = baseOf(key)
    const fresh = randomId(chance, EPOCH_CHARACTERS)
    return link.run(script, [...ROOM_KEYS.map((name) => base + name), link.server()?.runId ?? '', fresh, ...args])
  }

  const append = async (
    key: RoomKey,
    entries: readonly LogEntry[],
    latestJson: string | null,
    nowMs: number,
    { batch, exempt = false }: AppendOptions = {},
  ): Promise<Appended> => {
    const args: (string | number)[] = [
      `${baseOf(key)}frames`,
      time === 'caller' ? nowMs : '',
      budget.perS,
      budget.p1HeadroomPerS,
      exempt ? 1 : 0,
      batch ? slotOf(batch) : '',
      batch?.number ?? 0,
      latestJson ?? '',
    ]
    for (const entry of entries) args.push(headOf(entry), entry.json)
    const answer = await run(APPEND, key, ...args)
    const [epoch, first, ordered, flags] = answer as [string, number, number, string]
    return { epoch, first, ordered, admitted: Uint8Array.from(flags, Number), shared: true }
  }

  const read = async (key: RoomKey, after: Position): Promise<ReadResult> => {
    const answer = await run(READ, key, after.epoch, after.offset)
    const [epoch, last, texts] = answer as [string, number, string[]?]
    const position = { epoch, offset: last }
    if (!texts) return { kind: 'resync', position }
    return { kind: 'entries', position, entries: texts.map((json, i) => ({ offset: after.offset + 1 + i, json })) }
  }

  const readerOf = (key: RoomKey): RoomReader => ({
    read: (after) => read(key, after),
    position: async () => (await read(key, { epoch: '', offset: 0 })).position,
    listen: (onMessage) => link.subscribe(`${baseOf(key)}frames`, onMessage),
  })

  const look = () => {
    for (const following of followings.values()) following.look()
  }
  const looking = timers.every(LOOK_EVERY_MS, look)
  const stopHearing = link.onBack(look)

  return {
    append,
    read,
    position: async (key) => readerOf(key).position(),
    tail: async (key, count) => {
      const [, last, texts] = (await run(TAIL, key, count)) as [string, number, string[]]
      return texts.map((json, i) => ({ offset: last - texts.length + 1 + i, json }))
    },
    redact: async (key, eventIds, tombstoneJson) => {
      if (eventIds.length === 0) return
      const word = redactionText({ eventIds, tombstoneJson })
      await run(REDACT, key, `${baseOf(key)}frames`, word, tombstoneJson, ...eventIds)
    },
    subscribe: async (key, onFrame) => {
      const name = baseOf(key)
      let following = followings.get(name)
      if (!following) {
        const made = followRoom(
          readerOf(key),
          timers,
          onFault,
          () => {
            if (followings.get(name) === made) followings.delete(name)
          },
          (redaction) => redacted(key, redaction),
        )
        followings.set(name, made)
        following = made
      }
      return following.add(onFrame)
    },
    probe: async () => {
      await link.run(PROBE, [`${KEY_PREFIX}probe`, 1])
    },
    onRedacted: (run) => {
      redacted = run
    },
    renew: () => link.renew(),
    stop: () => {
      looking.stop()
      stopHearing()
    },
  }
}
