// The RTMP door: sockets around the media package's state machine. An error ends one connection and nothing else.
import { createServer, type Server, type Socket } from 'node:net'
import type { Timers } from '#kernel/clock'
import { type Line, type LineShared, rtmpLine } from './rtmp-line.ts'

/** Connections that were not let in yet: altogether, and from one address. L1. */
export const UNADMITTED_MAX = 256
export const UNADMITTED_PER_ADDRESS_MAX = 64
/** Publishers of one process; each is one socket and up to STREAM_BYTES_MAX of memory. */
export const PUBLISHERS_MAX = 1_000
const SWEEP_MS = 500
const BACKLOG = 512

export interface RtmpDoorDeps extends LineShared {
  readonly timers: Timers
}

export interface RtmpDoor {
  /** Port 0 takes any free one; answers the port taken. */
  listen(port: number, host?: string): Promise<number>
  readonly unadmitted: number
  readonly connections: number
  stop(): Promise<void>
}

export const rtmpDoor = (deps: RtmpDoorDeps): RtmpDoor => {
  const lines = new Set<Line>()
  const waiting = new Map<string, number>()
  let unadmitted = 0

  const count = (address: string, by: 1 | -1) => {
    unadmitted += by
    const left = (waiting.get(address) ?? 0) + by
    if (left > 0) waiting.set(address, left)
    else waiting.delete(address)
  }

  const accept = (socket: Socket) => {
    // Without a listener of its own an error would end the process.
    socket.on('error', () => {})
    const address = socket.remoteAddress ?? ''
    const full =
      unadmitted >= UNADMITTED_MAX ||
      (waiting.get(address) ?? 0) >= UNADMITTED_PER_ADDRESS_MAX ||
      lines.size >= PUBLISHERS_MAX + UNADMITTED_MAX
    if (full) {
      socket.destroy()
      return
    }
    count(address, 1)
    let counted = true
    const line = rtmpLine(socket, {
      ...deps,
      address,
      onSettled: () => {
        if (counted) count(address, -1)
        counted = false
      },
      onClosed: () => lines.delete(line),
    })
    lines.add(line)
  }

  const server: Server = createServer({ noDelay: true }, (socket) => {
    try {
      accept(socket)
    } catch (error) {
      deps.log.error({ err: error }, 'an RTMP connection could not be taken')
      socket.destroy()
    }
  })
  let listening = false
  server.on('error', (error) => {
    if (listening) deps.log.error({ err: error }, 'the RTMP listener failed')
  })
  const sweep = deps.timers.every(SWEEP_MS, () => {
    for (const line of lines) line.sweep()
  })

  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ port, backlog: BACKLOG, ...(host === undefined ? {} : { host }) }, () => {
          server.off('error', reject)
          listening = true
          const bound = server.address()
          resolve(typeof bound === 'object' && bound !== null ? bound.port : port)
        })
      }),
    get unadmitted() {
      return unadmitted
    },
    get connections() {
      return lines.size
    },
    async stop() {
      sweep.stop()
      const closed = listening ? new Promise<void>((resolve) => server.close(() => resolve())) : null
      for (const line of lines) line.close('stopping')
      await closed
    },
  }
}
