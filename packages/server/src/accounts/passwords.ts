// Hashing passwords costs 19 MiB and a core each time: a few at once, a short queue, then no.
import { isRefusal, type Refusal, refuse } from '@hawker/protocol'
import type { PasswordHash } from '#system/password-hash'

export const HASHES_AT_ONCE = 4
export const HASHES_WAITING_MAX = 32
const RETRY_MS = 2_000

/** Nobody's: of a random text that was thrown away. Checked where there is no account, so that both cost the same. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$psgAlbrcmx7FuLD0RsEj8MVdpUUNxCMX1UPyOMXS0Pg$zgTHz6WDYVfgtg7ub4dXNzNPLYCG8x9qdAS9e39i4Tw'

export interface Passwords {
  hash(password: string): Promise<string | Refusal>
  /** `hash` null: no such account, or one without a password. The work is done all the same. */
  verify(password: string, hash: string | null): Promise<boolean | Refusal>
}

export const createPasswords = (engine: PasswordHash): Passwords => {
  let running = 0
  const waiting: (() => void)[] = []

  const inTurn = async <T>(work: () => Promise<T>): Promise<T | Refusal> => {
    if (running >= HASHES_AT_ONCE) {
      if (waiting.length >= HASHES_WAITING_MAX) return refuse('too-many', { retryAfterMs: RETRY_MS })
      await new Promise<void>((turn) => waiting.push(turn))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }

  return {
    hash: (password) => inTurn(() => engine.hash(password.normalize('NFC'))),
    verify: async (password, hash) => {
      const matches = await inTurn(() => engine.verify(password.normalize('NFC'), hash ?? NOBODYS_HASH))
      return isRefusal(matches) ? matches : matches && hash !== null
    },
  }
}
