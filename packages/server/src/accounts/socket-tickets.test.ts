import { describe, expect, test } from 'bun:test'
import { AppId, type PublicPerson, RoomId, UserId } from '@hawker/protocol'
import { systemChance } from '#system/chance'
import { keyedHash } from '#system/keyed-hash'
import { createSocketTickets, TICKET_LIFE_MS } from './socket-tickets.ts'

const app = AppId.parse('shop')
const room = RoomId.parse('room-1')
const person: PublicPerson = { id: UserId.parse('u-1'), name: '林', avatarUrl: null, role: 'viewer', level: 3 }
const key = systemChance.bytes(32)

const open = (at = 1_000_000) => {
  const clock = { at, now: () => clock.at, monotonic: () => clock.at }
  return { clock, tickets: createSocketTickets(key, clock, systemChance) }
}

describe('a socket ticket', () => {
  test('says app, room, person and session', () => {
    const { tickets } = open()
    const { ticket } = tickets.issue(app, room, person, 's-1')
    expect(tickets.redeem(ticket)).toEqual({ app, room, person, sessionId: 's-1', unused: null })
  })

  test('works once (G2)', () => {
    const { tickets } = open()
    const { ticket } = tickets.issue(app, room, person, 's-1')
    tickets.redeem(ticket)
    expect(tickets.redeem(ticket)).toBeNull()
  })

  test('works once also when the memory of it turned over (G2)', () => {
    const { tickets, clock } = open()
    clock.at += TICKET_LIFE_MS - 1
    const { ticket } = tickets.issue(app, room, person, 's-1')
    expect(tickets.redeem(ticket)).not.toBeNull()
    for (let i = 0; i < 59; i++) {
      clock.at += 1_000
      expect(tickets.redeem(ticket)).toBeNull()
    }
  })

  test('redeemed at two processes opens a socket at one of them (G2)', async () => {
    const seen = new Set<string>()
    const uses = { first: async (nonce: string) => !seen.has(nonce) && seen.add(nonce).size > 0 }
    const clock = { now: () => 1_000_000, monotonic: () => 0 }
    const [one, two] = [uses, uses].map((each) => createSocketTickets(key, clock, systemChance, each))
    const { ticket } = one!.issue(app, room, person, 's-1')
    expect(await two!.redeem(ticket)?.unused).toBe(true)
    expect(await one!.redeem(ticket)?.unused).toBe(false)
    expect(one!.redeem(ticket)).toBeNull()
  })

  test('ends after 60 seconds (G2)', () => {
    const { tickets, clock } = open()
    const { ticket, expiresAt } = tickets.issue(app, room, person, 's-1')
    expect(expiresAt).toBe(clock.at + 60_000)
    clock.at = expiresAt
    expect(tickets.redeem(ticket)).toBeNull()
  })

  test('does not open anything after its session ended or its person lost a role (G3)', () => {
    const { tickets } = open()
    const { ticket: one } = tickets.issue(app, room, person, 's-1')
    const { ticket: other } = tickets.issue(app, room, person, 's-2')
    tickets.revoke(app, person.id, 's-1')
    expect(tickets.redeem(one)).toBeNull()
    expect(tickets.redeem(other)).not.toBeNull()
    const { ticket: third } = tickets.issue(app, room, person, 's-3')
    tickets.revoke(app, person.id, null)
    expect(tickets.redeem(third)).toBeNull()
  })

  test('of another install, altered or cut, opens nothing', () => {
    const { tickets } = open()
    const { ticket } = tickets.issue(app, room, person, 's-1')
    const dot = ticket.indexOf('.')
    const raised = Buffer.from(
      Buffer.from(ticket.slice(0, dot), 'base64url').toString().replace('"viewer"', '"owner"'),
    ).toString('base64url')
    expect(tickets.redeem(raised + ticket.slice(dot))).toBeNull()
    expect(tickets.redeem(`${raised}.${keyedHash(systemChance.bytes(32), raised).toString('base64url')}`)).toBeNull()
    for (let i = 0; i < ticket.length; i += 7) {
      const other = ticket[i] === 'A' ? 'B' : 'A'
      expect(tickets.redeem(ticket.slice(0, i) + other + ticket.slice(i + 1))).toBeNull()
      expect(tickets.redeem(ticket.slice(0, i))).toBeNull()
    }
    for (const odd of ['', '.', 'a.b', '.'.repeat(2000), 'x'.repeat(5000)]) expect(tickets.redeem(odd)).toBeNull()
    expect(tickets.redeem(ticket)).not.toBeNull()
  })
})
