// Levels over a real database, with time and a lease of the test.
import type { AppId, PublicPerson, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { testDatabase } from '#db'
import { createJournal } from '#journal'
import type { Leases } from '#leases'
import { openLog } from '#system/log'
import { createLevels, type LevelsOptions } from './index.ts'

export const SHOP = 'shop' as AppId
export const user = (id: string) => id as UserId

const neverTimers: LevelsOptions['timers'] = { after: () => ({ stop: () => {} }), every: () => ({ stop: () => {} }) }

/** There is no other process: what is wanted is held. */
const ownLeases: Pick<Leases, 'hold'> = {
  hold: (name) => {
    const held = { name, token: 1, fence: async () => {} }
    return { held, first: Promise.resolve(held), release: async () => {} }
  },
}

export const openTestLevels = async () => {
  const { database, close } = await testDatabase()
  const journal = createJournal({ db: database })
  const told: [AppId, [UserId, number][]][] = []
  const kept = new Map<string, number>()
  const person = (id: UserId): PublicPerson => ({
    ...{ id, name: id, avatarUrl: null, role: 'viewer', level: kept.get(id) ?? 0 },
  })
  const levels = createLevels({
    ...{ db: database, journal, leases: ownLeases, timers: neverTimers, log: openLog('silent') },
    clock: { now: () => 1_700_000_000_000, monotonic: () => 0 },
    accounts: {
      person: async (app, id) => (app === SHOP && id.startsWith('v-') ? person(id) : null),
      setLevels: async (_tx, _app, changed) => {
        for (const [id, level] of changed) kept.set(id, level)
      },
      levelsChanged: (app, changed) => void told.push([app, [...changed]]),
    },
  })
  const write = (kind: string, payload: object, by: string | null = null, app = SHOP) =>
    database.system.transaction().execute((tx) => journal.append(tx, { app, room: null, kind, by, payload }))
  const standings = async () => {
    const { rows } = await sql<{ user_id: string; points: number; level: number }>`
      select user_id, points, level from level_standings order by app_id, user_id`.execute(database.system)
    return Object.fromEntries(rows.map(({ user_id, points, level }) => [user_id, [points, level]]))
  }
  const stop = async () => {
    await levels.stop()
    await close()
  }
  return { database, journal, levels, told, kept, person, write, standings, stop }
}
