// Callers that send gifts without pause, each time as another sender, and how long each waited.
import { isRefusal } from '@hawker/protocol'
import { uuidV7 } from '../../packages/server/src/kernel/ids.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { senderId } from './shop.ts'

export interface Sending {
  readonly sent: number
  readonly refused: Readonly<Record<string, number>>
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

export const sendOn = async (
  send: (id: string, user: string) => Promise<unknown>,
  { callers, senders, forMs }: { callers: number; senders: number; forMs: number },
): Promise<Sending> => {
  const waits: number[] = []
  const refused: Record<string, number> = {}
  let sent = 0
  let next = 0
  const from = performance.now()
  const until = from + forMs
  const call = async () => {
    while (performance.now() < until) {
      const asked = performance.now()
      const answer = await send(uuidV7(Date.now(), systemChance), senderId((next++ * 7919) % senders))
      waits.push(performance.now() - asked)
      if (isRefusal(answer)) refused[answer.refused] = (refused[answer.refused] ?? 0) + 1
      else sent++
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  const seconds = (performance.now() - from) / 1_000
  waits.sort((a, b) => a - b)
  return { sent, refused, perSecond: sent / seconds, p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) }
}
