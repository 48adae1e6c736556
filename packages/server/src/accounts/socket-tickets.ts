// A ticket opens one socket into one room: signed, 60 seconds, once. Redeeming asks no database, because every viewer of
// a starting show does it within the same seconds; other processes are asked in passing, many tickets at a time.
import { timingSafeEqual } from 'node:crypto'
import type { AppId, Millis, PublicPerson, Role, RoomId, UserId } from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { keyedHash } from '#system/keyed-hash'
import type { SocketTicket } from './door.ts'

export const TICKET_LIFE_MS = 60_000
export const TICKET_MAX_CHARACTERS = 2_048
const NONCE_BYTES = 12
const MAC_CHARACTERS = 43

type Payload = [
  expiresAt: Millis,
  nonce: string,
  app: AppId,
  room: RoomId,
  sessionId: string,
  user: UserId,
  name: string,
  avatarUrl: string | null,
  role: Role,
  level: number,
]

export interface SocketTickets {
  issue(app: AppId, room: RoomId, person: PublicPerson, sessionId: string): { ticket: string; expiresAt: Millis }
  redeem(ticket: string): SocketTicket | null
  /** A ticket that was issued before its session ended, or its person lost a role, opens nothing. */
  revoke(app: AppId, user: UserId, sessionId: string | null): void
}

/** Of all processes, who uses a ticket first. */
export interface TicketUses {
  first(nonce: string): Promise<boolean>
}

export const createSocketTickets = (
  key: Uint8Array,
  clock: Clock,
  chance: Chance,
  elsewhere: TicketUses | null = null,
): SocketTickets => {
  // Two generations: what was used, or revoked, is remembered for one life at least and two at most.
  let used = new Set<string>()
  let usedBefore = new Set<string>()
  let revoked = new Map<string, Millis>()
  let revokedBefore = new Map<string, Millis>()
  let turnsAt = clock.now() + TICKET_LIFE_MS

  const turn = (now: Millis) => {
    if (now < turnsAt) return
    const bothOver = now >= turnsAt + TICKET_LIFE_MS
    usedBefore = bothOver ? new Set() : used
    revokedBefore = bothOver ? new Map() : revoked
    used = new Set()
    revoked = new Map()
    turnsAt = now + TICKET_LIFE_MS
  }

  const keyOf = (app: AppId, user: UserId, sessionId: string | null) => `${app} ${user} ${sessionId ?? ''}`
  const wasRevoked = (mark: string, issuedAt: Millis) =>
    issuedAt <= (revoked.get(mark) ?? revokedBefore.get(mark) ?? -1)

  return {
    issue: (app, room, person, sessionId) => {
      const expiresAt = clock.now() + TICKET_LIFE_MS
      const nonce = Buffer.from(chance.bytes(NONCE_BYTES)).toString('base64url')
      const { id, name, avatarUrl, role, level } = person
      const payload: Payload = [expiresAt, nonce, app, room, sessionId, id, name, avatarUrl, role, level]
      const text = Buffer.from(JSON.stringify(payload)).toString('base64url')
      return { ticket: `${text}.${keyedHash(key, text).toString('base64url')}`, expiresAt }
    },

    redeem: (ticket) => {
      const dot = ticket.length - MAC_CHARACTERS - 1
      if (ticket.length > TICKET_MAX_CHARACTERS || dot < 1 || ticket[dot] !== '.') return null
      const text = ticket.slice(0, dot)
      // As text: the last character has bits that decoding would overlook.
      const mac = Buffer.from(ticket.slice(dot + 1))
      const expected = Buffer.from(keyedHash(key, text).toString('base64url'))
      if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return null
      const [expiresAt, nonce, app, room, sessionId, id, name, avatarUrl, role, level] = JSON.parse(
        Buffer.from(text, 'base64url').toString('utf8'),
      ) as Payload
      const now = clock.now()
      turn(now)
      if (now >= expiresAt || used.has(nonce) || usedBefore.has(nonce)) return null
      const issuedAt = expiresAt - TICKET_LIFE_MS
      if (wasRevoked(keyOf(app, id, sessionId), issuedAt) || wasRevoked(keyOf(app, id, null), issuedAt)) return null
      used.add(nonce)
      const unused = elsewhere?.first(nonce) ?? null
      return { app, room, person: { id, name, avatarUrl, role, level }, sessionId, unused }
    },

    revoke: (app, user, sessionId) => {
      turn(clock.now())
      revoked.set(keyOf(app, user, sessionId), clock.now())
    },
  }
}
