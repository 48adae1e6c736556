// Rooms as this module sees them, over the real table and journal; what is told is kept to be looked at.
import type { Actor, AppId, LatestValues, OrderedEvent, Role, RoomFacts, RoomId, UserId } from '@hawker/protocol'
import { DEFAULT_POLICY } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import { createJournal } from '#journal'
import { seededChance } from '#kernel/chance'
import { openLog } from '#system/log'
import type { FieldsDeps } from './shared.ts'

export const person = (role: Role, app: AppId, id = `${role}-1`): Actor => ({
  kind: 'person',
  app,
  person: { id: id as UserId, name: role, avatarUrl: null, role, level: 0 },
  sessionId: 's',
})

/** A clock that stands, and timers that run when they are told to. */
export const standingTime = () => {
  let at = 1_000_000
  let due: { at: number; run: () => void }[] = []
  const after = (ms: number, run: () => void) => {
    const one = { at: at + ms, run }
    due.push(one)
    const stop = () => {
      due = due.filter((other) => other !== one)
    }
    return { stop }
  }
  return {
    clock: { now: () => at, monotonic: () => at },
    timers: { after, every: after },
    pass: (ms: number) => {
      at += ms
      const now = due.filter((one) => one.at <= at)
      due = due.filter((one) => one.at > at)
      for (const { run } of now) run()
    },
    get waiting() {
      return due.length
    },
  }
}

export interface Room {
  readonly app: AppId
  readonly id: RoomId
  readonly type?: string
  readonly status?: RoomFacts['status']
  readonly hostId?: UserId
}

export const addRoom = (db: Database, { app, id, type = 'live', status = 'live', hostId }: Room) =>
  sql`
    insert into rooms (app_id, id, type, title, status, host_user_id, created_at)
    values (${app}, ${id}, ${type}, ${id}, ${status}, ${hostId ?? null}, 0)`.execute(db.system)

export const testDeps = (db: Database, time = standingTime()) => {
  const told: { app: AppId; room: RoomId; journalId: string; events: readonly OrderedEvent[] }[] = []
  const latest: LatestValues[] = []
  const rooms: FieldsDeps['rooms'] = {
    find: async (app, room) => {
      const { rows } = await sql<{ type: string; status: RoomFacts['status']; host: UserId | null; version: number }>`
        select type, status, host_user_id as host, version from rooms where app_id = ${app} and id = ${room}
      `.execute(db.of(app))
      const row = rows[0]
      if (!row) return null
      const { type, status, version } = row
      const host = row.host && { id: row.host, name: 'Host', avatarUrl: null }
      const rest = { statusReason: null, coverUrl: null, announcement: '', introduction: '', policy: DEFAULT_POLICY }
      const times = { startsAt: null, startedAt: null, endedAt: null, graceEndsAt: null }
      return { id: room, type, title: room, status, host, version, ...rest, ...times }
    },
    nextVersion: async (tx, app, room) => {
      const { rows } = await sql<{ version: number }>`
        update rooms set version = version + 1 where app_id = ${app} and id = ${room} returning version`.execute(tx)
      return rows[0]?.version ?? null
    },
    tell: async (app, room, journalId, events) => void told.push({ app, room, journalId, events }),
    latest: (_app, _room, values) => void latest.push(values),
  }
  const deps: FieldsDeps = {
    ...{ db, rooms, journal: createJournal({ db }), chance: seededChance(1), log: openLog('silent') },
    ...{ clock: time.clock, timers: time.timers },
  }
  return { deps, time, told, latest }
}
