// Deflated messages back into text, in the order in which they came with those that were text all along.

/** A tick holds a few hundred messages at most; more than this comes from no server of ours. */
export const INFLATED_MAX_BYTES = 1_048_576

/** Whether this place can inflate: browsers since 2023, Node 18, Bun; not mini programs. */
export const canInflate = (): boolean => {
  try {
    return new DecompressionStream('deflate-raw') !== null
  } catch {
    return false
  }
}

/** Rejects for what is no deflated text, and for more than `INFLATED_MAX_BYTES` of it. */
export const inflate = async (bytes: ArrayBuffer): Promise<string> => {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  for (let size = 0; ; ) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > INFLATED_MAX_BYTES) {
      await reader.cancel()
      throw new RangeError('a message is too large')
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** Takes messages as they come and hands on texts in the same order; at once as long as nothing is being inflated. */
export class Inbox {
  readonly #take: (text: string) => void
  readonly #garbled: () => void
  #waiting = 0
  #last: Promise<void> = Promise.resolve()

  constructor(take: (text: string) => void, garbled: () => void) {
    this.#take = take
    this.#garbled = garbled
  }

  message(data: string | ArrayBuffer): void {
    if (typeof data === 'string') this.after(() => this.#take(data))
    else this.#queue(() => inflate(data).then(this.#take, this.#garbled))
  }

  /** Runs when everything that came before was handed on. */
  after(act: () => void): void {
    if (this.#waiting === 0) act()
    else this.#queue(act)
  }

  #queue(act: () => void | Promise<void>): void {
    this.#waiting++
    const acted = this.#last.then(act)
    // A listener that throws is heard of like any other fault, and the next message is handed on all the same.
    const done = () => void this.#waiting--
    this.#last = acted.then(done, done)
  }
}
