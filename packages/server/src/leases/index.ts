// Opens the leases of this process: asks for all it wants once a second, in one statement.
import type { Database } from '#db'
import type { Clock, Timers } from '#kernel/clock'
import type { Log } from '#system/log'
import { answered, stands, type Tenure } from './core/tenure.ts'
import { type Held, LeaseLost, type Leases, type Wish } from './door.ts'
import { leaseStore } from './store.ts'

export * from './door.ts'

/** How often leases are prolonged, and asked for by those who wait: three chances within the shortest lease. */
export const ASK_EVERY_MS = 1_000
/** From a dead holder to the next one it takes this and a second. */
export const JOB_LEASE_MS = 3_500

export interface LeasesOptions {
  readonly db: Database
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** This process, in this life of it. */
  readonly holder: string
  /** There is no other process, so what one before this left is taken at once. */
  readonly sole: boolean
}

interface Wanted {
  readonly name: string
  readonly wish: Wish
  force: boolean
  tenure: Tenure | null
  held: Held | null
  answer: (held: Held | null) => void
}

export const openLeases = ({ db, clock, timers, log, holder, sole }: LeasesOptions): Leases => {
  const store = leaseStore(db, holder)
  const wanted = new Map<string, Wanted>()
  let address: string | null = null
  let asking: Promise<void> | null = null
  let soon = false
  let stopped = false

  const guarded = (name: string, run: () => void) => {
    try {
      run()
    } catch (error) {
      log.error({ err: error, lease: name }, 'who holds a lease failed')
    }
  }
  const heldBy = ({ name }: Wanted, token: number): Held => ({
    name,
    token,
    fence: async (tx) => {
      if (!(await store.stillNewest(tx, name, token))) throw new LeaseLost(name)
    },
  })

  const hear = (one: Wanted, token: number | null, askedAt: number) => {
    const { tenure, turn } = answered(one.tenure, token, askedAt, one.wish.ttlMs)
    one.tenure = tenure
    one.force = false
    if (turn.kind === 'taken') {
      const held = heldBy(one, turn.tenure.token)
      one.held = held
      guarded(one.name, () => one.wish.taken?.(held))
    } else if (turn.kind === 'lost') {
      one.held = null
      log.warn({ lease: one.name }, 'another process has taken over')
      guarded(one.name, () => one.wish.lost?.())
    }
    if (tenure === null && one.wish.once) wanted.delete(one.name)
    one.answer(one.held)
  }

  const askAll = async () => {
    const asks = [...wanted.values()]
    if (asks.length === 0) return
    const askedAt = clock.monotonic()
    try {
      const ours = await store.ask(
        asks.map(({ name, wish, force }) => ({ name, ttlMs: wish.ttlMs, force })),
        address,
      )
      for (const one of asks) if (wanted.get(one.name) === one) hear(one, ours.get(one.name) ?? null, askedAt)
    } catch (error) {
      log.warn({ err: error }, 'leases could not be asked for')
      for (const one of asks) {
        if (one.wish.once && one.tenure === null) wanted.delete(one.name)
        one.answer(null)
      }
    }
  }
  const ask = (): Promise<void> => {
    asking ??= askAll().finally(() => {
      asking = null
      if (soon) askSoon()
    })
    return asking
  }
  /** All who wish in one turn of the loop share a statement. */
  const askSoon = () => {
    soon = true
    if (asking) return
    queueMicrotask(() => {
      if (!soon || asking) return
      soon = false
      void ask()
    })
  }
  const every = timers.every(ASK_EVERY_MS, () => void ask())

  return {
    hold: (name, wish) => {
      let answer: Wanted['answer'] = () => {}
      const first = new Promise<Held | null>((resolve) => {
        answer = resolve
      })
      const one: Wanted = { name, wish, force: wish.force ?? sole, tenure: null, held: null, answer }
      if (stopped) answer(null)
      else {
        wanted.set(name, one)
        askSoon()
      }
      return {
        get held() {
          return stands(one.tenure, clock.monotonic()) ? one.held : null
        },
        first,
        release: async () => {
          if (wanted.get(name) === one) wanted.delete(name)
          const had = one.tenure !== null || asking !== null
          // A question under way may take it yet.
          await asking
          one.tenure = null
          one.held = null
          one.answer(null)
          if (had && !wanted.has(name))
            await store.release([name]).catch((error) => log.warn({ err: error }, 'a lease could not be given back'))
        },
      }
    },
    holders: (names) => (names.length === 0 ? Promise.resolve(new Map()) : store.holders(names)),
    reachedAt: (at) => {
      address = at
    },
    stop: async () => {
      stopped = true
      every.stop()
      await asking
      const names = [...wanted.values()].filter((one) => one.tenure !== null).map((one) => one.name)
      for (const one of wanted.values()) {
        one.tenure = null
        one.answer(null)
      }
      wanted.clear()
      if (names.length > 0)
        await store.release(names).catch((error) => log.warn({ err: error }, 'leases could not be given back'))
    },
  }
}
