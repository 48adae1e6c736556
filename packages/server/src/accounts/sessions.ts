// Sessions: a token of 256 bits whose hash alone is kept, and who stands behind it.
import type { Actor, AppId, Millis, PublicPerson, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type Database, textArray } from '#db'
import { createBoundedMap } from '#kernel/bounded-map'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import { sha256 } from '#system/keyed-hash'
import type { Log } from '#system/log'
import { endsAt, isOver, isToBeMarked, newLife } from './core/session-life.ts'
import { ofAll, ofApp, type PersonRow, personOf, type Tables } from './tables.ts'

const TOKEN_BYTES = 32
const TOKEN_CHARACTERS = 43
/** How long another process may go on believing what it read; this one hears of every end at once. */
export const BELIEVED_MS = 5_000
export const BELIEVED_MAX = 50_000

/** Sessions read in one go. */
const READ_AT_ONCE = 500

type Found = PersonRow &
  Pick<Tables['sessions'], 'app_id' | 'created_at' | 'seen_at' | 'expires_at' | 'idle_ms'> & { session_id: string }

/** A session as it was found. `expiresAt`: when it ends at the latest. */
export interface Session {
  readonly actor: Extract<Actor, { kind: 'person' }>
  readonly expiresAt: Millis
}

interface Believed {
  readonly session: Session
  readonly until: Millis
  /** Of the moment when it was read. */
  readonly generation: number
}

export interface Sessions {
  begin(
    app: AppId,
    person: PublicPerson,
    kind: 'guest' | 'viewer' | 'staff',
  ): Promise<{ token: string; session: Session }>
  find(token: string): Promise<Session | null>
  /** Whether this session still stands, and who is behind it now. Asks the database. */
  person(app: AppId, user: UserId, sessionId: string): Promise<PublicPerson | null>
  end(app: AppId, sessionId: string): Promise<void>
  /** Ends every session of a user but `except`; answers which. */
  endAll(app: AppId, user: UserId, except?: string): Promise<string[]>
  /** Believes nothing read before any longer about this user. */
  forget(app: AppId, user: UserId): void
  cleanUp(): Promise<void>
}

export const createSessions = (db: Database, clock: Clock, chance: Chance, log: Log): Sessions => {
  const believed = createBoundedMap<string, Believed>(BELIEVED_MAX)
  // Grows with every end: what was read before it is not kept after it.
  let generation = 0
  // Since when nothing older is believed about a user; as long as something older could be.
  const forgotten = new Map<string, { readonly generation: number; readonly until: Millis }>()

  const userKey = (app: AppId, user: UserId) => `${app} ${user}`
  const isForgotten = ({ session: { actor }, generation }: Believed): boolean =>
    forgotten.size > 0 && (forgotten.get(userKey(actor.app, actor.person.id))?.generation ?? 0) > generation
  const forget = (app: AppId, user: UserId) => {
    const now = clock.now()
    for (const [key, { until }] of forgotten) {
      if (now < until) break
      forgotten.delete(key)
    }
    const key = userKey(app, user)
    forgotten.delete(key)
    forgotten.set(key, { generation: ++generation, until: now + BELIEVED_MS })
  }

  const standing = (value: string, app: AppId) =>
    ofApp(db, app)
      .selectFrom('sessions as s')
      .innerJoin('users as u', (join) => join.onRef('u.app_id', '=', 's.app_id').onRef('u.id', '=', 's.user_id'))
      .leftJoin('staff as t', (join) => join.onRef('t.app_id', '=', 's.app_id').onRef('t.user_id', '=', 's.user_id'))
      .select(['s.app_id', 's.id as session_id', 's.seen_at', 's.expires_at', 's.idle_ms'])
      .select(['u.id', 'u.kind', 'u.name', 'u.avatar_url', 'u.level', 't.role'])
      .where('s.id', '=', value)
      .where('s.app_id', '=', app)
      .executeTakeFirst()

  let wanted = new Map<string, PromiseWithResolvers<Found | null>>()
  /** Those asked for in one turn of the loop are read together: a stampede brings thousands in a second. */
  const findByHash = (hash: string): Promise<Found | null> => {
    if (wanted.size >= READ_AT_ONCE) void readWanted()
    const known = wanted.get(hash)
    if (known) return known.promise
    const mine = Promise.withResolvers<Found | null>()
    if (wanted.size === 0) setImmediate(readWanted)
    wanted.set(hash, mine)
    return mine.promise
  }
  const readWanted = async () => {
    const asked = wanted
    if (asked.size === 0) return
    wanted = new Map()
    try {
      const { rows } = await sql<Found & { token_hash: string }>`
        select f.* from unnest(${textArray([...asked.keys()])}::text[]) as h(hash) cross join lateral (
          select s.token_hash, s.app_id, s.id as session_id, s.created_at, s.seen_at, s.expires_at, s.idle_ms,
            u.id, u.kind, u.name, u.avatar_url, u.level, t.role
          from sessions s join users u on u.app_id = s.app_id and u.id = s.user_id
            left join staff t on t.app_id = s.app_id and t.user_id = s.user_id
          where s.token_hash = h.hash limit 1) f`.execute(ofAll(db))
      for (const row of rows) asked.get(row.token_hash)?.resolve(row)
      for (const { resolve } of asked.values()) resolve(null)
    } catch (error) {
      for (const { reject } of asked.values()) reject(error)
    }
  }

  const lifeOf = (row: { seen_at: number; expires_at: number; idle_ms: number }) => ({
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    idleMs: row.idle_ms,
  })

  const markSeen = (app: AppId, sessionId: string, now: Millis) => {
    ofApp(db, app)
      .updateTable('sessions')
      .set({ seen_at: now })
      .where('app_id', '=', app)
      .where('id', '=', sessionId)
      .execute()
      .catch((error) => log.warn({ err: error }, 'a session could not be marked as seen'))
  }

  return {
    begin: async (app, person, kind) => {
      const now = clock.now()
      const life = newLife(kind, now)
      const token = Buffer.from(chance.bytes(TOKEN_BYTES)).toString('base64url')
      const id = `s-${randomId(chance)}`
      await ofApp(db, app)
        .insertInto('sessions')
        .values({
          app_id: app,
          id,
          token_hash: sha256(token),
          user_id: person.id,
          created_at: now,
          seen_at: now,
          expires_at: life.expiresAt,
          idle_ms: life.idleMs,
        })
        .execute()
      const actor = { kind: 'person', app, person, sessionId: id, signedInAt: now } as const
      return { token, session: { actor, expiresAt: life.expiresAt } }
    },

    find: async (token) => {
      if (token.length !== TOKEN_CHARACTERS) return null
      const hash = sha256(token)
      const known = believed.get(hash)
      const now = clock.now()
      if (known && now < known.until && !isForgotten(known)) return known.session
      const asked = generation
      const row = await findByHash(hash)
      if (!row) return null
      const life = lifeOf(row)
      const person = personOf(row)
      if (person === null || isOver(life, now)) return null
      if (isToBeMarked(life, now)) markSeen(row.app_id, row.session_id, now)
      const session: Session = {
        actor: { kind: 'person', app: row.app_id, person, sessionId: row.session_id, signedInAt: row.created_at },
        expiresAt: life.expiresAt,
      }
      if (asked === generation)
        believed.set(hash, { session, generation, until: Math.min(clock.now() + BELIEVED_MS, endsAt(life)) })
      return session
    },

    person: async (app, user, sessionId) => {
      const row = await standing(sessionId, app)
      if (!row || row.id !== user) return null
      const now = clock.now()
      const life = lifeOf(row)
      if (isOver(life, now)) return null
      // Whoever is asked about is connected: a session in use on a socket is not idle.
      if (isToBeMarked(life, now)) markSeen(app, sessionId, now)
      return personOf(row)
    },

    end: async (app, sessionId) => {
      await ofApp(db, app).deleteFrom('sessions').where('app_id', '=', app).where('id', '=', sessionId).execute()
    },

    endAll: async (app, user, except) => {
      const ended = await ofApp(db, app)
        .deleteFrom('sessions')
        .where('app_id', '=', app)
        .where('user_id', '=', user)
        .$if(except !== undefined, (q) => q.where('id', '!=', except!))
        .returning('id')
        .execute()
      return ended.map((row) => row.id)
    },

    forget,

    cleanUp: async () => {
      const now = clock.now()
      await ofAll(db)
        .deleteFrom('sessions')
        .where((where) =>
          where.or([where('expires_at', '<=', now), where(where('seen_at', '+', where.ref('idle_ms')), '<=', now)]),
        )
        .execute()
    },
  }
}
