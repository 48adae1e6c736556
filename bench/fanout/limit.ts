// The limit again, for machines without a C compiler: raw sockets of this runtime that write one frame to all.
// Same arguments, same lines as limit.c.
import { createInterface } from 'node:readline'
import type { Socket } from 'bun'

const [wanted = 0, frames = 0, periodMicros = 0, bytes = 0, welcomeBytes = 0] = process.argv.slice(2).map(Number)
const ANSWER =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n'
const upgraded = new Set<Socket>()
const greeted = new Set<Socket>()
const say = (line: object) => console.log(JSON.stringify(line))
setTimeout(() => process.exit(3), 180_000)

const headOf = (size: number): number => (size < 126 ? 2 : 4)
const frameOf = (size: number): Buffer => {
  const frame = Buffer.alloc(headOf(size) + size, 'x')
  frame[0] = 0x81
  if (size < 126) frame[1] = size
  else {
    frame[1] = 126
    frame.writeUInt16BE(size, 2)
  }
  return frame
}
const welcome = frameOf(welcomeBytes)
welcome.write('{"type":"welcome"', headOf(welcomeBytes))

const usedSince = ({ user, system }: NodeJS.CpuUsage): number => {
  const now = process.cpuUsage()
  return now.user + now.system - user - system
}
const joining = process.cpuUsage()
const enter = (socket: Socket): void => {
  greeted.add(socket)
  if (greeted.size === wanted) say({ ready: wanted, cpuMicros: usedSince(joining) })
}

const listener = Bun.listen({
  hostname: '0.0.0.0',
  port: 0,
  socket: {
    data: (socket) => {
      if (!upgraded.has(socket)) {
        upgraded.add(socket)
        socket.write(ANSWER)
        if (welcomeBytes === 0) enter(socket)
      } else if (welcomeBytes > 0 && !greeted.has(socket)) {
        socket.write(welcome)
        enter(socket)
      }
    },
  },
})
say({ port: listener.port })

const frame = frameOf(bytes)
createInterface({ input: process.stdin }).once('line', async () => {
  const writing = process.cpuUsage()
  const begun = performance.now()
  let written = 0
  let refused = 0
  for (let f = 0; f < frames; f++) {
    const wait = begun + (f * periodMicros) / 1_000 - performance.now()
    if (wait > 0) await Bun.sleep(wait)
    frame.write(`due=${String(Date.now()).padStart(13, '0')} `, headOf(bytes))
    for (const socket of upgraded) {
      if (socket.write(frame) === frame.length) written++
      else refused++
    }
  }
  say({ written, refused, cpuMicros: usedSince(writing), tookMicros: (performance.now() - begun) * 1_000 })
})
