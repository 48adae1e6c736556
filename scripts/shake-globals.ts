// Answers and messages that come late, at random: what a test must not count on. Sent into pages as text, so it stands alone.

/** What `fetch` answers and what sockets tell comes up to `mostMs` late; on one socket in the order it was sent. */
export const shakeGlobals = ({ seed, mostMs }: { seed: number; mostMs: number }): void => {
  let state = seed >>> 0
  const chance = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  // Most a little, some a lot: what overtakes what is different each time.
  const lateMs = () => (chance() < 0.2 ? mostMs * chance() : (mostMs / 8) * chance())
  const later = setTimeout

  const fetchNow = globalThis.fetch
  const fetchLate = async (...words: Parameters<typeof fetch>): Promise<Response> => {
    const isLateThere = chance() < 0.5
    if (isLateThere) await new Promise((resolve) => later(resolve, lateMs()))
    const answer = await fetchNow(...words)
    if (!isLateThere) await new Promise((resolve) => later(resolve, lateMs()))
    return answer
  }
  globalThis.fetch = Object.assign(fetchLate, fetchNow)

  const Now = globalThis.WebSocket
  const TOLD = ['open', 'message', 'close', 'error'] as const
  class Late extends Now {
    readonly #heard = new Map<string, ((event: Event) => void) | null>()
    readonly #waiting: (() => void)[] = []
    #due = 0

    constructor(...words: ConstructorParameters<typeof WebSocket>) {
      super(...words)
      for (const kind of TOLD)
        super.addEventListener(kind, (event: Event) => {
          this.#due = Math.max(this.#due, performance.now() + lateMs())
          this.#waiting.push(() => this.#heard.get(kind)?.call(this, event))
          later(() => this.#waiting.shift()?.(), this.#due - performance.now())
        })
    }

    static hears(kind: string) {
      Object.defineProperty(Late.prototype, `on${kind}`, {
        get(this: Late) {
          return this.#heard.get(kind) ?? null
        },
        set(this: Late, listener: ((event: Event) => void) | null) {
          this.#heard.set(kind, listener)
        },
      })
    }
  }
  for (const kind of TOLD) Late.hears(kind)
  globalThis.WebSocket = Late
}
