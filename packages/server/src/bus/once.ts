// "Am I the first?", asked of all processes at once: what was asked in one turn of the loop goes in one script.
import type { Timers } from '#kernel/clock'
import type { Once } from './door.ts'
import { KEY_PREFIX, type RedisLink } from './redis-link.ts'
import { redisScript } from './redis-script.ts'

/** One script holds up Redis for a millisecond or so at most. */
const NAMES_AT_ONCE = 500
/** The rest waits for an answer: more scripts under way would only wait in Redis. */
const UNDER_WAY_MAX = 4
/** Longer nobody waits to come in. */
const ANSWER_MS = 1_000

// KEYS: what all names begin with. ARGV: how long they are remembered, then the names. One digit a name, 1 for first.
const FIRST = redisScript(
  1,
  `
  local out = {}
  for i = 2, #ARGV do
    out[i - 1] = redis.call('SET', KEYS[1] .. ARGV[i], '', 'NX', 'PX', ARGV[1]) and '1' or '0'
  end
  return table.concat(out)`,
)

interface Asked {
  readonly name: string
  readonly answer: (first: boolean) => void
}

export const createRedisOnce = (
  { link, timers, onFault }: { link: RedisLink; timers: Timers; onFault: (error: unknown) => void },
  kind: string,
  rememberedMs: number,
): Once => {
  // The braces keep the names of a kind together in a cluster.
  const base = `${KEY_PREFIX}once:{${kind}}:`
  let waiting: Asked[] = []
  let underWay = 0
  let soon = false

  const ask = async (some: readonly Asked[]) => {
    const late = timers.after(ANSWER_MS, () => answerAll(some, ''))
    try {
      const digits = await link.run(FIRST, [base, rememberedMs, ...some.map(({ name }) => name)])
      answerAll(some, String(digits))
    } catch (error) {
      if ((error as Error).name !== 'Away') onFault(error)
      answerAll(some, '')
    } finally {
      late.stop()
    }
  }
  // Without an answer this process goes by its own memory alone.
  const answerAll = (some: readonly Asked[], digits: string) => {
    for (let i = 0; i < some.length; i++) some[i]!.answer(digits[i] !== '0')
  }
  const send = () => {
    soon = false
    while (waiting.length > 0 && underWay < UNDER_WAY_MAX) {
      const some = waiting.slice(0, NAMES_AT_ONCE)
      waiting = waiting.slice(NAMES_AT_ONCE)
      underWay++
      void ask(some).finally(() => {
        underWay--
        send()
      })
    }
  }

  return {
    first: (name) =>
      new Promise<boolean>((answer) => {
        waiting.push({ name, answer })
        if (soon) return
        soon = true
        setImmediate(send)
      }),
  }
}
