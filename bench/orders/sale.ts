// Callers that order without pause, each time as another buyer, and how long each waited.
import { isRefusal, type Order, type OrderId, type Refusal, type UserId } from '@hawker/protocol'
import { uuidV7 } from '../../packages/server/src/kernel/ids.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'

export interface Sale {
  readonly orders: number
  readonly refused: Readonly<Record<string, number>>
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly seconds: number
}

export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

type Place = (id: OrderId, buyer: UserId) => Promise<Order | Refusal | 'ok'>

let sales = 0

/** For so long, or until it is sold out. */
export const sell = async (place: Place, callers: number, forMs: number): Promise<Sale> => {
  const sale = sales++
  const waits: number[] = []
  const refused: Record<string, number> = {}
  let orders = 0
  let soldOut = false
  let buyers = 0
  const from = performance.now()
  const until = from + forMs
  const call = async () => {
    while (!soldOut && performance.now() < until) {
      const asked = performance.now()
      const answer = await place(uuidV7(Date.now(), systemChance) as OrderId, `b${sale}-${buyers++}` as UserId)
      waits.push(performance.now() - asked)
      if (answer !== 'ok' && isRefusal(answer)) {
        refused[answer.refused] = (refused[answer.refused] ?? 0) + 1
        soldOut ||= answer.refused === 'sold-out'
      } else orders++
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  const seconds = (performance.now() - from) / 1_000
  waits.sort((a, b) => a - b)
  return {
    ...{ orders, refused, seconds, perSecond: orders / seconds },
    ...{ p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) },
  }
}
