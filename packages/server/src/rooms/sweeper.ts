// Tells rooms and people what a crash between a commit and its announcement left untold (P6).
import type { OrderedEvent } from '@hawker/protocol'
import type { Journal, Untold } from '#journal'
import type { Timer, Timers } from '#kernel/clock'
import { JOB_LEASE_MS, type Leases } from '#leases'
import type { Log } from '#system/log'
import type { Rooms } from './door.ts'

export const SWEEP_EVERY_MS = 2_000
/** Younger entries are still being told by whoever committed them. */
export const UNTOLD_AFTER_MS = 2_000
/** Ids are marked together after this, rather than one by one. */
const MARK_EVERY_MS = 200
const LEASE = 'rooms.untold'

export interface Sweeper {
  /** These were told: marks them soon. */
  told(journalId: string): void
  sweep(): Promise<void>
  stop(): Promise<void>
}

export interface SweeperDeps {
  readonly journal: Journal
  readonly timers: Timers
  readonly logger: Log
  readonly tell: Rooms['tell']
  /** One process tells for all. Left out: this one does. */
  readonly leases?: Pick<Leases, 'hold'> | undefined
  /** No other process hears what this one tells, nor it what they tell: each tells its own viewers. */
  readonly isAlone?: (() => boolean) | undefined
  /** Others are there and cannot be reached at the moment. Left out: never. */
  readonly isCutOff?: (() => boolean) | undefined
  /** False: nobody can yet. Left out: no entry has people to be told. */
  readonly tellPeople?: ((entry: Untold) => Promise<boolean>) | undefined
}

export const startSweeper = (deps: SweeperDeps): Sweeper => {
  const { journal, timers, logger, tell, leases, isAlone = () => true } = deps
  const { isCutOff = () => false, tellPeople = async () => true } = deps
  let marks: string[] = []
  let marking: Timer | null = null
  let sweeping: Promise<void> | null = null
  /** From then on what is told is not marked: told again at the next start, it has no effect. */
  let stopped = false

  const mark = async () => {
    marking = null
    const ids = marks
    marks = []
    try {
      await journal.markTold(ids)
    } catch (error) {
      // They stay on the list and are told once more; rooms know them by their ids.
      logger.warn({ err: error }, 'what was told could not be marked')
    }
  }
  const told = (journalId: string) => {
    if (stopped) return
    marks.push(journalId)
    marking ??= timers.after(MARK_EVERY_MS, () => void mark())
  }

  /** While others cannot be reached: entries whose people here have been told. Each process tells its own. */
  const toldHere = new Set<string>()
  const tellAgain = async (entry: Untold) => {
    const { id, app, room, events } = entry
    const cutOff = isCutOff()
    if (!(cutOff && toldHere.has(id)) && !(await tellPeople(entry))) return
    if (cutOff) toldHere.add(id)
    if (room !== null && events.length > 0) await tell(app, room, id, events as OrderedEvent[])
    else if (!cutOff) told(id)
  }
  const sweepOnce = async () => {
    const left = await journal.untold(UNTOLD_AFTER_MS)
    if (!isCutOff()) toldHere.clear()
    for (const entry of left)
      await tellAgain(entry).catch((error) => logger.warn({ err: error, entry: entry.id }, 'an entry is still untold'))
    if (left.length > 0) logger.info({ entries: left.length }, 'told what had been left untold')
  }
  const sweep = (): Promise<void> => {
    sweeping ??= sweepOnce()
      .catch((error) => logger.warn({ err: error }, 'the sweeper could not read the journal'))
      .finally(() => {
        sweeping = null
      })
    return sweeping
  }

  const lease = leases?.hold(LEASE, { ttlMs: JOB_LEASE_MS, taken: () => void sweep() }) ?? null
  const every = timers.every(SWEEP_EVERY_MS, () => {
    if (isAlone() || lease?.held) void sweep()
  })
  return {
    told,
    sweep,
    stop: async () => {
      every.stop()
      await sweeping
      await lease?.release()
      stopped = true
      marking?.stop()
      if (marks.length > 0) await mark()
    },
  }
}
