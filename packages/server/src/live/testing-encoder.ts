// An encoder for tests: publishes at once what it is told, over a real socket.
import { connect } from 'node:net'
import { createRtmpPublisher, type MediaTag, parseRtmpAddress } from '@hawker/media'

export interface TestEncoder {
  /** `ready`, or the words of the refusal; `closed` when the line ended without any. */
  readonly answer: string
  send(tags: readonly MediaTag[]): void
  sendBytes(bytes: Uint8Array): void
  /** Stops as OBS does. */
  finish(): void
  /** Ends as a lost uplink does. */
  kill(): void
  readonly closed: Promise<void>
  readonly isClosed: boolean
}

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
