// As load.c has it, for machines without a C compiler: it takes twice as much of the cores that it measures.
// load PORTS SOCKETS TOKENS
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { createInterface } from 'node:readline'
import { uuidV7 } from '../../packages/server/src/kernel/ids.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { quantile } from './sale.ts'
import { CURRENCY, PRICE, ROOM } from './shop.ts'

const ports = process.argv[2]!.split(',').map(Number)
const sockets = Number(process.argv[3])
const tokens = readFileSync(process.argv[4]!, 'utf8').trim().split('\n')

interface Buyer {
  ask(sku: string, due: number): void
}

const LOOK_EVERY_MS = 1
const CONTENT_LENGTH = /\r\ncontent-length: (\d+)/i

const idle: Buyer[] = []
let measure: { sku: string; from: number; rate: number } | null = null
let nextBuyer = 0
let dueNext = 0
let waits: number[] = []
let answers: Record<string, number> = {}

/** Lets those who are due order, as far as sockets are free. */
const askDue = () => {
  const now = performance.now()
  while (measure && idle.length > 0 && (measure.rate === 0 || dueNext <= now)) {
    idle.shift()!.ask(measure.sku, measure.rate === 0 ? now : dueNext)
    if (measure.rate > 0) dueNext += 1_000 / measure.rate
  }
}

const open = (port: number) =>
  new Promise<void>((opened) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let asked = 0
    let text = ''
    const buyer: Buyer = {
      ask: (sku, due) => {
        const id = uuidV7(Date.now(), systemChance)
        const body = `{"id":"${id}","roomId":"${ROOM}","skuId":"${sku}","quantity":1,"expectedTotalMinor":${PRICE},"currency":"${CURRENCY}"}`
        asked = due
        socket.write(
          `POST /api/orders HTTP/1.1\r\nhost: localhost:${port}\r\nauthorization: Bearer ${tokens[nextBuyer++ % tokens.length]}\r\n` +
            `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        )
      },
    }
    socket.on('connect', () => {
      idle.push(buyer)
      opened()
    })
    socket.on('error', (error) => {
      answers[error.message] = (answers[error.message] ?? 0) + 1
      opened()
    })
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      const head = text.indexOf('\r\n\r\n')
      if (head < 0 || text.length < head + 4 + Number(CONTENT_LENGTH.exec(text)?.[1] ?? 0)) return
      if (measure && asked >= measure.from) {
        const status = text.slice(9, 12)
        const what = status === '201' ? status : `${status} ${/"code":"([a-z-]+)"/.exec(text)?.[1] ?? ''}`
        waits.push(performance.now() - asked)
        answers[what] = (answers[what] ?? 0) + 1
      }
      text = ''
      idle.push(buyer)
      askDue()
    })
  })

const say = (line: object) => console.log(JSON.stringify(line))
createInterface({ input: process.stdin }).on('line', async (line) => {
  const [command, sku = '', ms, rate] = line.split(' ')
  if (command === 'end') process.exit(0)
  if (command !== 'measure') return
  waits = []
  answers = {}
  const from = performance.now()
  const before = process.cpuUsage()
  dueNext = from
  measure = { sku, from, rate: Number(rate) }
  const timer = setInterval(askDue, LOOK_EVERY_MS)
  await Bun.sleep(Number(ms))
  clearInterval(timer)
  measure = null
  const seconds = (performance.now() - from) / 1_000
  const sorted = waits.sort((a, b) => a - b)
  const orders = answers['201'] ?? 0
  const { user, system } = process.cpuUsage(before)
  say({
    ...{ orders, answers, perSecond: orders / seconds, cpuMicros: user + system },
    ...{ p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) },
  })
})
await Promise.all(Array.from({ length: sockets }, (_, i) => open(ports[i % ports.length]!)))
say({ open: sockets })
