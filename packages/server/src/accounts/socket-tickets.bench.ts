// What a ticket costs a joining viewer. Run: bun packages/server/src/accounts/socket-tickets.bench.ts
import { AppId, RoomId, UserId } from '@hawker/protocol'
import { systemChance } from '#system/chance'
import { systemClock } from '#system/clock'
import { createSocketTickets } from './socket-tickets.ts'

const ROUNDS = 100_000
const tickets = createSocketTickets(systemChance.bytes(32), systemClock, systemChance)
const person = { id: UserId.parse('v-1'), name: '林', avatarUrl: '/media/a.png', role: 'viewer' as const, level: 3 }
const [app, room] = [AppId.parse('shop'), RoomId.parse('room-1')]

const microseconds = (work: () => void) => {
  const from = performance.now()
  work()
  return (((performance.now() - from) * 1_000) / ROUNDS).toFixed(2)
}
const issued: string[] = []
const issue = microseconds(() => {
  for (let i = 0; i < ROUNDS; i++) issued.push(tickets.issue(app, room, person, 's-1').ticket)
})
const redeem = microseconds(() => {
  for (const ticket of issued) if (tickets.redeem(ticket) === null) throw new Error('refused')
})
console.log(`issue ${issue} µs, redeem ${redeem} µs`)
