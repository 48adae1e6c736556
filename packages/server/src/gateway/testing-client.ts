// A client that a test can make behave badly: a raw TCP socket that speaks WebSocket by hand and may stop reading.
import net from 'node:net'
import { until } from '#kernel/testing/until'

export interface RawClient {
  /** Status of the answer to the upgrade: 101 when a socket is open. */
  readonly status: number
  readonly headers: string
  /** Text messages heard so far. */
  readonly texts: string[]
  readonly pings: () => number
  /** Close code, once the server has sent one; 1006 when the line just ended. */
  readonly closed: Promise<number>
  send(text: string): void
  /** Any frame: opcode 1 text, 2 binary, 8 close, 10 pong. */
  frame(opcode: number, payload: Uint8Array): void
  /** Answers pings from now on. */
  answerPings: boolean
  pause(): void
  resume(): void
  end(): void
  /** The next text that passes. */
  next(pass?: (text: string) => boolean): Promise<string>
  /** A ping of its own: when it was answered, the server has taken all that was sent before it and this client has heard all that
   * was told before the answer. Also when the line is over. */
  fence(): Promise<void>
}

const encode = (opcode: number, payload: Uint8Array): Buffer => {
  const length = payload.length
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  // A mask of zeros is a mask: the payload stays as it is.
  return Buffer.concat([head, Buffer.alloc(4), payload])
}

interface Decoded {
  readonly opcode: number
  readonly payload: Buffer
  readonly rest: Buffer
}

const decodeFrame = (bytes: Buffer): Decoded | null => {
  if (bytes.length < 2) return null
  const short = bytes[1]! & 0x7f
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < head) return null
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < head + length) return null
  return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(head, head + length), rest: bytes.subarray(head + length) }
}

export const rawClient = async (url: string, headers: Record<string, string> = {}): Promise<RawClient> => {
  const { hostname, port, pathname } = new URL(url)
  const socket = net.connect(Number(port), hostname)
  const texts: string[] = []
  const waiting: { pass: (text: string) => boolean; resolve: (text: string) => void }[] = []
  let pings = 0
  let pongs = 0
  let bytes = Buffer.alloc(0)
  let answerHead: ((head: string) => void) | null = null
  let code = 1006
  let over: (code: number) => void = () => {}
  const closed = new Promise<number>((resolve) => {
    over = resolve
  })

  const heard = ({ opcode, payload }: Decoded): void => {
    if (opcode === 9) {
      pings++
      if (client.answerPings) socket.write(encode(10, payload))
    }
    if (opcode === 10) pongs++
    if (opcode === 8) {
      code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005
      over(code)
      socket.end(encode(8, payload.subarray(0, 2)))
    }
    if (opcode !== 1) return
    const text = payload.toString()
    texts.push(text)
    const at = waiting.findIndex(({ pass }) => pass(text))
    if (at >= 0) waiting.splice(at, 1)[0]!.resolve(text)
  }
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    if (answerHead) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) return
      answerHead(bytes.subarray(0, end).toString())
      answerHead = null
      bytes = bytes.subarray(end + 4)
    }
    for (let frame = decodeFrame(bytes); frame; frame = decodeFrame(bytes)) {
      bytes = frame.rest as Buffer<ArrayBuffer>
      heard(frame)
    }
  })
  socket.on('error', () => {})
  let isOver = false
  socket.on('close', () => {
    isOver = true
    over(code)
  })

  const client = {
    status: 0,
    headers: '',
    texts,
    pings: () => pings,
    closed,
    answerPings: true,
    frame: (opcode: number, payload: Uint8Array) => void socket.write(encode(opcode, payload)),
    send: (text: string) => void socket.write(encode(1, Buffer.from(text))),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => void socket.destroy(),
    next: (pass: (text: string) => boolean = () => true) =>
      new Promise<string>((resolve) => waiting.push({ pass, resolve })),
    fence: async () => {
      const answered = pongs + 1
      socket.write(encode(9, Buffer.alloc(0)))
      await until(() => pongs >= answered || isOver, 'a ping is answered')
    },
  }
  const head = new Promise<string>((resolve) => {
    answerHead = resolve
  })
  const all = {
    Host: 'shop.example',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  socket.write(`GET ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  client.headers = await head
  client.status = Number(client.headers.split(' ')[1])
  return client
}

/** When all of them heard it; and whatever was told them before. */
export const allHear = (clients: readonly Pick<RawClient, 'texts'>[], text: string): Promise<boolean> =>
  until(() => clients.every(({ texts }) => texts.includes(text)), `everybody heard ${text}`)
