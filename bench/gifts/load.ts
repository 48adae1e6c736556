// A raw keep-alive load: so many sockets, each with one gift under way.
import net from 'node:net'
import { createInterface } from 'node:readline'
import { uuidV7 } from '../../packages/server/src/kernel/ids.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { tokenOf } from '../orders/buyers.ts'
import { quantile } from './send.ts'
import { ROOM, ROSE } from './shop.ts'

const [port, sockets, senders] = process.argv.slice(2).map(Number) as [number, number, number]
const heads = Array.from(
  { length: senders },
  (_, k) =>
    `POST /api/rooms/${ROOM}/gifts HTTP/1.1\r\nhost: localhost:${port}\r\nauthorization: Bearer ${tokenOf(k)}\r\n` +
    `content-type: application/json\r\ncontent-length: `,
)
const CONTENT_LENGTH = /\r\ncontent-length: (\d+)/i

let next = 0
let counting = false
let waits: number[] = []
let answers: Record<string, number> = {}

const open = () => {
  const socket = net.connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let asked = 0
  let text = ''
  const ask = () => {
    const body = `{"id":"${uuidV7(Date.now(), systemChance)}","giftId":"${ROSE.id}","quantity":1}`
    asked = performance.now()
    socket.write(`${heads[next++ % senders]}${body.length}\r\n\r\n${body}`)
  }
  socket.on('connect', ask)
  socket.on('error', (error) => {
    answers[error.message] = (answers[error.message] ?? 0) + 1
  })
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    const head = text.indexOf('\r\n\r\n')
    if (head < 0 || text.length < head + 4 + Number(CONTENT_LENGTH.exec(text)?.[1] ?? 0)) return
    if (counting) {
      const status = text.slice(9, 12)
      const what = status === '201' ? status : `${status} ${/"code":"([a-z-]+)"/.exec(text)?.[1] ?? ''}`
      waits.push(performance.now() - asked)
      answers[what] = (answers[what] ?? 0) + 1
    }
    text = ''
    ask()
  })
}
for (let i = 0; i < sockets; i++) open()

const say = (line: object) => console.log(JSON.stringify(line))
createInterface({ input: process.stdin }).on('line', async (line) => {
  const [command, ms] = line.split(' ')
  if (command === 'measure') {
    waits = []
    answers = {}
    counting = true
    const from = performance.now()
    await Bun.sleep(Number(ms))
    counting = false
    const seconds = (performance.now() - from) / 1_000
    const sorted = waits.sort((a, b) => a - b)
    const sent = answers['201'] ?? 0
    say({ sent, answers, perSecond: sent / seconds, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) })
  }
  if (command === 'end') process.exit(0)
})
say({ open: sockets })
