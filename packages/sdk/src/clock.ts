// The server's clock, as seen from here. Every countdown runs on it, never on the device's own.

/** How many answers are looked at; the quickest of them tells the offset best. */
const SAMPLES_MAX = 8

interface Sample {
  readonly offsetMs: number
  readonly roundTripMs: number
}

/**
 * Difference between the server's clock and this device's.
 * @example
 * const leftMs = launch.endsAt - room.clock.now()
 */
export class ServerClock {
  readonly #deviceNow: () => number
  #samples: Sample[] = []
  #offsetMs = 0

  constructor(deviceNow: () => number) {
    this.#deviceNow = deviceNow
  }

  /** Milliseconds to add to the device's clock. */
  get offsetMs(): number {
    return this.#offsetMs
  }

  /** What the server's clock shows now. */
  now(): number {
    return this.#deviceNow() + this.#offsetMs
  }

  /** A time the server told without being asked: taken until an answer with a known way arrives. */
  hint(serverAt: number): void {
    if (this.#samples.length === 0) this.#offsetMs = serverAt - this.#deviceNow()
  }

  /** An answer: asked at `sentAt`, heard at `heardAt`, both on the device's clock. */
  learn(sentAt: number, serverAt: number, heardAt: number): void {
    const sample = { offsetMs: Math.round(serverAt - (sentAt + heardAt) / 2), roundTripMs: heardAt - sentAt }
    this.#samples = [...this.#samples, sample].slice(-SAMPLES_MAX)
    this.#offsetMs = this.#samples.reduce((best, s) => (s.roundTripMs < best.roundTripMs ? s : best)).offsetMs
  }

  /** Forgets what it learnt: the device's clock may have been set while the connection was away. */
  forget(): void {
    this.#samples = []
  }
}
