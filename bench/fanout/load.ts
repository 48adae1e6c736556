// Viewers by the thousand in one process: raw TCP sockets that read frame headers and count. Every tenth also looks for
// `due=<milliseconds>` in what it reads and notes how late that is. A few speak, on sockets of their own.
// load KIND PORT VIEWERS MESSAGES_PER_S TICKETS, as load.c has it but for servers of other kinds.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Socket } from 'bun'

const LIFE_MAX_MS = 180_000
/** Sockets that are opening at once. */
const OPENING_MAX = 128
const SAMPLE_EVERY = 10
/** Speakers share the messages: each stays below the ten a second of one socket. */
const PER_SPEAKER_PER_S = 5
/** To one destination address there are about 28,000 source ports: the rest goes to the next address. */
const PER_ADDRESS = 16_000

const [kind = 'hawker', ...more] = process.argv.slice(2)
const [port = 0, viewers = 0, perSecond = 0] = more.map(Number)
const tickets = more[3] === undefined || more[3] === '-' ? [] : readFileSync(more[3], 'utf8').split('\n')
const SPEAKERS_MAX = 64

interface Viewer {
  readonly index: number
  readonly sampled: boolean
  readonly ticket: string | undefined
  socket: Socket<Viewer> | null
  /** 0: waiting for the upgrade · 1: for the welcome · 2: in. */
  phase: 0 | 1 | 2
  /** Bytes of the present frame still to come. */
  rest: number
  /** A piece of a header, or of a message read whole. */
  piece: Buffer | null
  entered: () => void
}

let measuring = false
let frames = 0
let bytes = 0
let lost = 0
let welcomeBytes = 0
let lateness: number[] = []

const masked = (opcode: number, payload: Buffer): Buffer => {
  const head = Buffer.from(
    payload.length < 126
      ? [0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]
      : [0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0],
  )
  return Buffer.concat([head, payload])
}
const text = (message: object): Buffer => masked(1, Buffer.from(JSON.stringify(message)))

const note = (chunk: Buffer): void => {
  const now = Date.now()
  for (let at = chunk.indexOf('due='); at >= 0; at = chunk.indexOf('due=', at + 17))
    lateness.push(now - Number(chunk.toString('latin1', at + 4, at + 17)))
}

const upgraded = (viewer: Viewer, chunk: Buffer): Buffer | null => {
  const all = viewer.piece ? Buffer.concat([viewer.piece, chunk]) : chunk
  const end = all.indexOf('\r\n\r\n')
  if (end < 0) {
    viewer.piece = all
    return null
  }
  if (all.toString('latin1', 9, 12) !== '101') throw new Error(`upgrade refused: ${all.toString('latin1', 0, 40)}`)
  viewer.piece = null
  viewer.phase = 1
  const { ticket } = viewer
  if (kind !== 'plain')
    viewer.socket?.write(text({ type: 'hello', version: 1, room: 'room', ...(ticket && { ticket }) }))
  // Nothing is asked of a plain socket: there, an upgraded one is in.
  if (kind === 'plain') arrive(viewer)
  return all.subarray(end + 4)
}

const arrive = (viewer: Viewer): void => {
  if (viewer.phase === 2) return
  viewer.phase = 2
  viewer.entered()
}

const read = (viewer: Viewer, chunk: Buffer): void => {
  let data: Buffer | null = viewer.phase === 0 ? upgraded(viewer, chunk) : chunk
  if (data === null) return
  if (measuring && viewer.sampled) note(data)
  if (viewer.piece) {
    data = Buffer.concat([viewer.piece, data])
    viewer.piece = null
  }
  let at = Math.min(viewer.rest, data.length)
  viewer.rest -= at
  while (at < data.length) {
    const short = data[at + 1]! & 0x7f
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (at + head > data.length || Number.isNaN(short)) {
      viewer.piece = data.subarray(at)
      return
    }
    const length =
      short < 126 ? short : short === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2))
    const opcode = data[at]! & 0x0f
    if (opcode === 9) viewer.socket?.write(masked(10, data.subarray(at + head, at + head + length)))
    if (opcode === 8) lost++
    if (opcode === 1) {
      if (viewer.phase === 1 && data.toString('latin1', at + head, at + head + 20).includes('"welcome"')) {
        welcomeBytes = length
        arrive(viewer)
      }
      if (measuring) {
        frames++
        bytes += length
      }
    }
    const end = at + head + length
    viewer.rest = Math.max(0, end - data.length)
    at = end
  }
}

const connect = (index: number, ticket: string | undefined, speaks = false): Promise<Viewer> =>
  new Promise((resolve, reject) => {
    const viewer: Viewer = {
      index,
      ticket,
      sampled: !speaks && index % SAMPLE_EVERY === 0,
      socket: null,
      phase: 0,
      rest: 0,
      piece: null,
      entered: () => resolve(viewer),
    }
    Bun.connect<Viewer>({
      hostname: `127.0.0.${1 + Math.floor(index / PER_ADDRESS)}`,
      port,
      data: viewer,
      socket: HANDLERS,
    }).catch(reject)
  })

const HANDLERS = {
  open: (socket: Socket<Viewer>) => {
    socket.data.socket = socket
    socket.write(
      'GET /socket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
  },
  data: (socket: Socket<Viewer>, chunk: Buffer) => read(socket.data, chunk),
  close: () => {
    lost++
  },
}

const all: Viewer[] = []
const speakers: Viewer[] = []

const connectAll = async (): Promise<number> => {
  const begun = performance.now()
  let next = 0
  const some = async () => {
    while (next < viewers) all.push(await connect(next, tickets[SPEAKERS_MAX + next++]))
  }
  await Promise.all(Array.from({ length: Math.min(OPENING_MAX, viewers) }, some))
  return performance.now() - begun
}

const speak = async (): Promise<void> => {
  for (let i = 0; i < Math.ceil(perSecond / PER_SPEAKER_PER_S); i++) speakers.push(await connect(i, tickets[i], true))
  const begun = Date.now()
  let said = 0
  setInterval(() => {
    // Messages are due at even times, whenever this timer runs.
    for (let due = begun + (said * 1_000) / perSecond; due <= Date.now(); due = begun + (said * 1_000) / perSecond) {
      const line = { type: 'chat.say', ref: said, text: `due=${Math.round(due)} How large is the celadon cup?` }
      speakers[said++ % speakers.length]!.socket!.write(text(line))
    }
  }, 5)
}

const measure = (ms: number): void => {
  frames = 0
  bytes = 0
  lateness = []
  measuring = true
  const begun = performance.now()
  setTimeout(() => {
    measuring = false
    const tookMs = performance.now() - begun
    lateness.sort((a, b) => a - b)
    const at = (share: number) => lateness[Math.min(lateness.length - 1, Math.floor(share * lateness.length))] ?? null
    say({
      frames,
      bytes,
      tookMs,
      lost,
      samples: lateness.length,
      p50: at(0.5),
      p99: at(0.99),
      max: lateness.at(-1) ?? null,
    })
  }, ms)
}

const say = (line: object) => console.log(JSON.stringify(line))
setTimeout(() => process.exit(3), LIFE_MAX_MS)
createInterface({ input: process.stdin })
  .on('line', (command) => {
    const [word, ms] = command.split(' ')
    if (word === 'speak') void speak().then(() => say({ speaking: speakers.length }))
    if (word === 'measure') measure(Number(ms))
    if (word === 'end') process.exit(0)
  })
  .on('close', () => process.exit(0))
say({ connectedMs: await connectAll(), viewers: all.length, welcomeBytes, joiningFrames: 0 })
