// Callers that order without pause, each time as another buyer, and how long each waited.
import { isRefusal, type Order, type OrderId, type Refusal, type UserId } from '@hawker/protocol'
import { uuidV7 } from '../../packages/server/src/kernel/ids.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'

export interface Sale {
  /** Orders that were placed, each counted once however often it was asked for. */
  readonly orders: number
  readonly refused: Readonly<Record<string, number>>
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

export interface SaleAsk {
  readonly callers: number
  /** Or until it is sold out. */
  readonly ms: number
  /** How many of a hundred calls send an order again that was sent before. */
  readonly repeatPercent: number
}

export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

type Place = (id: OrderId, buyer: UserId) => Promise<Order | Refusal | 'ok'>

let sales = 0

export const sell = async (place: Place, { callers, ms, repeatPercent }: SaleAsk): Promise<Sale> => {
  const sale = `${process.pid}-${sales++}`
  const waits: number[] = []
  const refused: Record<string, number> = {}
  const asked: { id: OrderId; buyer: UserId; won: boolean }[] = []
  let calls = 0
  let orders = 0
  let soldOut = false
  const next = () => {
    const again = repeatPercent > 0 && calls++ % 100 < repeatPercent && asked.length > 0
    if (again) return asked[(calls * 7_919) % asked.length]!
    const one = {
      id: uuidV7(Date.now(), systemChance) as OrderId,
      buyer: `b${sale}-${asked.length}` as UserId,
      won: false,
    }
    asked.push(one)
    return one
  }
  const from = performance.now()
  const until = from + ms
  const call = async () => {
    while (!soldOut && performance.now() < until) {
      const since = performance.now()
      const one = next()
      const answer = await place(one.id, one.buyer)
      waits.push(performance.now() - since)
      if (answer !== 'ok' && isRefusal(answer)) {
        refused[answer.refused] = (refused[answer.refused] ?? 0) + 1
        soldOut ||= answer.refused === 'sold-out'
      } else if (!one.won) {
        one.won = true
        orders++
      }
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  const seconds = (performance.now() - from) / 1_000
  waits.sort((a, b) => a - b)
  return { orders, refused, perSecond: orders / seconds, p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) }
}
