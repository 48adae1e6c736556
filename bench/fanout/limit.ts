// The limit again, for machines without a C compiler: raw sockets of this runtime that write one frame to all.
// Same arguments, same lines as limit.c.
import { createInterface } from 'node:readline'
import type { Socket } from 'bun'

const [wanted = 0, frames = 0, periodMicros = 0, bytes = 0] = process.argv.slice(2).map(Number)
const ANSWER =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n'
const sockets = new Set<Socket>()
const say = (line: object) => console.log(JSON.stringify(line))
setTimeout(() => process.exit(3), 180_000)

const listener = Bun.listen({
  hostname: '0.0.0.0',
  port: 0,
  socket: {
    data: (socket) => {
      // What follows the upgrade is a hello: nobody answers it here.
      if (sockets.has(socket)) return
      sockets.add(socket)
      socket.write(ANSWER)
      if (sockets.size === wanted) say({ ready: wanted })
    },
  },
})
say({ port: listener.port })

const frame = Buffer.alloc((bytes < 126 ? 2 : 4) + bytes, 'x')
frame[0] = 0x81
if (bytes < 126) frame[1] = bytes
else {
  frame[1] = 126
  frame.writeUInt16BE(bytes, 2)
}
createInterface({ input: process.stdin }).once('line', async () => {
  const { user, system } = process.cpuUsage()
  const begun = performance.now()
  let written = 0
  let refused = 0
  for (let f = 0; f < frames; f++) {
    const wait = begun + (f * periodMicros) / 1_000 - performance.now()
    if (wait > 0) await Bun.sleep(wait)
    frame.write(`due=${String(Date.now()).padStart(13, '0')} `, bytes < 126 ? 2 : 4)
    for (const socket of sockets) {
      if (socket.write(frame) === frame.length) written++
      else refused++
    }
  }
  const used = process.cpuUsage()
  const cpuMicros = used.user + used.system - user - system
  say({ written, refused, cpuMicros, tookMicros: (performance.now() - begun) * 1_000 })
})
