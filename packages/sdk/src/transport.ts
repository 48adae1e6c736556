// What a connection asks of the network: text out, text in, and a close with a code.

/** One socket, open or about to be. */
export interface Transport {
  /** Set where large messages may come deflated. */
  readonly inflates?: boolean
  send(text: string): void
  /** Ends it. `closed` is not called any more. */
  close(): void
}

/** What a transport tells its owner. `closed` comes once, also when it never opened. */
export interface TransportListener {
  opened(): void
  received(text: string): void
  closed(code: number): void
}

/** Opens a socket; answers at once, tells later. */
export type OpenTransport = (listener: TransportListener) => Transport
