// An encoder for tests: publishes at once what it is told, over a real socket.
import { connect, type Socket } from 'node:net'
import { createRtmpPublisher, type MediaTag, parseRtmpAddress } from '@hawker/media'

export interface TestEncoder {
  /** `ready`, or the words of the refusal; `closed` when the line ended without any. */
  readonly answer: string
  send(tags: readonly MediaTag[]): void
  sendBytes(bytes: Uint8Array): void
  /** When the server has read all that was sent; false when the line ended instead. */
  isRead(): Promise<boolean>
  /** Stops as OBS does. */
  finish(): void
  /** Ends as a lost uplink does. */
  kill(): void
  readonly closed: Promise<void>
  readonly isClosed: boolean
}

/** A ping of RTMP with this stamp (7.1.7), and how the server answers it: it reads a line in its order. */
const userControl = (event: 6 | 7, stamp: number): Buffer => {
  const bytes = Buffer.from([2, 0, 0, 0, 0, 0, 6, 4, 0, 0, 0, 0, 0, event, 0, 0, 0, 0])
  bytes.writeUInt32BE(stamp, 14)
  return bytes
}
let stamps = 0x5afe_0000

/** Resolves when what was written to this socket so far is read; false when the line ended instead. */
export const allRead = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    const stamp = ++stamps
    const pong = userControl(7, stamp)
    let heard = Buffer.alloc(0)
    const hear = (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk])
      if (heard.includes(pong)) end(true)
    }
    const gone = () => end(false)
    const end = (isRead: boolean) => {
      socket.off('data', hear)
      socket.off('close', gone)
      resolve(isRead)
    }
    if (socket.destroyed) return resolve(false)
    socket.on('data', hear)
    socket.on('close', gone)
    socket.write(userControl(6, stamp))
  })

export const testEncoder = (url: string): Promise<TestEncoder> =>
  new Promise((resolve) => {
    const target = parseRtmpAddress(url)
    if (!target) throw new Error(`no RTMP address: ${url}`)
    const publisher = createRtmpPublisher(target)
    const socket = connect({ host: target.host, port: target.port, noDelay: true })
    let isClosed = false
    const closed = new Promise<void>((done) => {
      socket.on('close', () => {
        isClosed = true
        answer('closed')
        done()
      })
    })
    const answer = (text: string) =>
      resolve({
        answer: text,
        send: (tags) => {
          for (const tag of tags) socket.write(publisher.write(tag))
        },
        sendBytes: (bytes) => void socket.write(bytes),
        isRead: () => allRead(socket),
        finish: () => void socket.end(publisher.finish()),
        kill: () => void socket.destroy(),
        closed,
        get isClosed() {
          return isClosed
        },
      })
    socket.on('error', () => {})
    socket.on('connect', () => socket.write(publisher.start()))
    socket.on('data', (chunk: Buffer) => {
      for (const output of publisher.push(chunk)) {
        if (output.kind === 'send') socket.write(output.bytes)
        else answer(output.kind === 'ready' ? 'ready' : output.kind === 'refused' ? output.description : output.kind)
      }
    })
  })
