// A network inside one process, moved by hand: the test decides what arrives, in which order, and when the line is cut.
import type { OpenTransport, TransportListener } from './transport.ts'

/** The server's end of one line. */
export interface MemoryPeer {
  /** What the client said and nobody has taken yet, oldest first. */
  readonly heard: string[]
  /** Still joined to the client. */
  readonly alive: boolean
  /** Lets the client see an open socket. */
  accept(): void
  /** Puts text on its way; `deliver` brings it there. */
  send(text: string): void
  /** Brings the next `count` texts to the client, all by default. */
  deliver(count?: number): void
  /** Ends the line with a code; what is still on its way is lost. */
  cut(code?: number): void
}

/** A network of such lines: `open` is the client's side, `peers` the server's, oldest first. */
export interface MemoryNetwork {
  readonly open: OpenTransport
  readonly peers: MemoryPeer[]
}

export const memoryNetwork = (): MemoryNetwork => {
  const peers: MemoryPeer[] = []
  const connect = (listener: TransportListener) => {
    const heard: string[] = []
    const underway: string[] = []
    let alive = true
    peers.push({
      heard,
      get alive() {
        return alive
      },
      accept: () => alive && listener.opened(),
      send: (text) => underway.push(text),
      deliver: (count = Number.POSITIVE_INFINITY) => {
        for (let i = 0; i < count && alive && underway.length > 0; i++) listener.received(underway.shift()!)
      },
      cut: (code = 1006) => {
        if (!alive) return
        alive = false
        listener.closed(code)
      },
    })
    return {
      send: (text: string) => {
        if (alive) heard.push(text)
      },
      close: () => {
        alive = false
      },
    }
  }
  return { open: connect, peers }
}
