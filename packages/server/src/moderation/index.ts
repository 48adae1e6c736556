// The door of moderation: who may not speak or enter, and who decided so.
import type { Accounts } from '#accounts'
import type { Database } from '#db'
import type { Route } from '#http'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock, Timers } from '#kernel/clock'
import type { Leases } from '#leases'
import type { Rooms, SanctionSource } from '#rooms'
import type { Log } from '#system/log'
import { createActs } from './act.ts'
import { createAppMutes } from './app-mute.ts'
import { startCleanUp } from './clean-up.ts'
import { createListing } from './listing.ts'
import { createPermit } from './permit.ts'
import { moderationRoutes } from './routes.ts'
import { createSanctions } from './sanction.ts'
import { readAppMutes, readStanding } from './store.ts'

export interface ModerationOptions {
  readonly db: Database
  readonly journal: Journal
  readonly accounts: Pick<Accounts, 'person' | 'people'>
  readonly rooms: Pick<
    Rooms,
    'find' | 'nextVersion' | 'tell' | 'tellStaff' | 'appMutesChanged' | 'networksOf' | 'findMessage' | 'recall' | 'pin'
  >
  readonly leases: Pick<Leases, 'hold'>
  readonly clock: Clock
  readonly timers: Timers
  readonly chance: Chance
  readonly log: Log
}

export interface Moderation {
  readonly routes: Route[]
  /** What rooms hold their members to. */
  readonly sanctions: SanctionSource
  /** Takes away what is over: what the timer does, now. */
  cleanUp(): Promise<void>
  stop(): Promise<void>
}

export const createModeration = (options: ModerationOptions): Moderation => {
  const { db, journal, accounts, rooms, leases, clock, timers, chance, log } = options
  const acts = createActs({ db, journal, rooms, clock, chance })
  const permit = createPermit({ accounts, rooms })
  const sanctions = createSanctions({ db, clock, rooms, acts, permit })
  const appMutes = createAppMutes({ db, clock, rooms, acts, permit })
  const listing = createListing({ db, journal, accounts, clock })
  const cleaning = startCleanUp({ db, clock, timers, log, leases })
  return {
    routes: moderationRoutes({ rooms, clock, permit, sanctions, appMutes, listing }),
    sanctions: {
      ofRoom: (app, room) => readStanding(db.of(app), app, room, clock.now()),
      ofApp: (app) => readAppMutes(db.of(app), app, clock.now()),
    },
    cleanUp: cleaning.run,
    stop: cleaning.stop,
  }
}
