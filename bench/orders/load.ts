// As load.c has it, for machines without a C compiler: it takes twice as much of the cores that it measures.
// load PORT SKU SOCKETS TOKENS
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { createInterface } from 'node:readline'
import { uuidV7 } from '../../packages/server/src/kernel/ids.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { quantile } from './sale.ts'
import { CURRENCY, PRICE, ROOM } from './shop.ts'

const [port, sku, sockets] = [Number(process.argv[2]), process.argv[3], Number(process.argv[4])]
const tokens = readFileSync(process.argv[5]!, 'utf8').trim().split('\n')
const buyers = tokens.length
const heads = tokens.map(
  (token) =>
    `POST /api/orders HTTP/1.1\r\nhost: localhost:${port}\r\nauthorization: Bearer ${token}\r\n` +
    `content-type: application/json\r\ncontent-length: `,
)

let next = 0
/** Buyers come one after the other over so long: a session is believed for 5 s, and must not be read again by all at once. */
const ARRIVE_MS = 5_000
const began = performance.now()
const buyer = (): number => {
  const here = Math.min(1, (performance.now() - began) / ARRIVE_MS)
  return next++ % Math.max(1, Math.ceil(buyers * here))
}

let counting = false
let stopped = false
let waits: number[] = []
let answers: Record<string, number> = {}

const CONTENT_LENGTH = /\r\ncontent-length: (\d+)/i

const open = () => {
  const socket = net.connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  let asked = 0
  let text = ''
  const ask = () => {
    if (stopped) return socket.destroy()
    const body = `{"id":"${uuidV7(Date.now(), systemChance)}","roomId":"${ROOM}","skuId":"${sku}","quantity":1,"expectedTotalMinor":${PRICE},"currency":"${CURRENCY}"}`
    asked = performance.now()
    socket.write(`${heads[buyer()]}${body.length}\r\n\r\n${body}`)
    return undefined
  }
  socket.on('connect', ask)
  socket.on('error', (error) => {
    answers[error.message] = (answers[error.message] ?? 0) + 1
  })
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    const head = text.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(CONTENT_LENGTH.exec(text)?.[1] ?? 0)
    if (text.length < head + 4 + length) return
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
    const before = process.cpuUsage()
    await Bun.sleep(Number(ms))
    counting = false
    const seconds = (performance.now() - from) / 1_000
    const sorted = waits.sort((a, b) => a - b)
    const orders = answers['201'] ?? 0
    const { user, system } = process.cpuUsage(before)
    say({
      ...{ orders, answers, perSecond: orders / seconds, cpuMicros: user + system },
      ...{ p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) },
    })
  }
  if (command === 'end') {
    stopped = true
    process.exit(0)
  }
})
say({ open: sockets })
