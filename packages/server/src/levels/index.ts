// The door of levels: points by rules of the app, the level beside a name, badges.
import { type Actor, type AppId, api, type PublicPerson, type Refusal, refuse } from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Journal } from '#journal'
import type { Clock, Timers } from '#kernel/clock'
import type { Leases } from '#leases'
import type { Log } from '#system/log'
import { addBadge, badgesOf, readBadges, removeBadge } from './badges.ts'
import { DEFAULT_RULES } from './core/default-rules.ts'
import { levelOf } from './core/points.ts'
import { startJob } from './job.ts'
import { minorDigitsOf } from './minor-digits.ts'
import { putShownRules, readCountedRules, readShownRules, readStandings } from './store.ts'

type LevelRules = api.levels.LevelRules

export interface LevelsOptions {
  readonly db: Database
  readonly journal: Pick<Journal, 'append' | 'horizon' | 'readOn'>
  readonly accounts: Pick<Accounts, 'person' | 'setLevels' | 'levelsChanged'>
  readonly leases: Pick<Leases, 'hold'>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}

export interface Levels {
  readonly routes: Route[]
  putRules(app: AppId, rules: LevelRules, by: string | null): Promise<LevelRules>
  /** Counts what stands in the journal now: what the timer does. */
  count(): Promise<void>
  stop(): Promise<void>
}

const nameOf = (actor: Actor): string | null => (actor.kind === 'person' ? actor.person.id : actor.kind)

export const createLevels = (options: LevelsOptions): Levels => {
  const { db, journal, accounts, leases, clock, timers, log } = options
  const job = startJob({ db, journal, accounts, leases, timers, log, minorDigits: minorDigitsOf })

  const putRules: Levels['putRules'] = (app, rules, by) =>
    db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        await putShownRules(tx, app, rules)
        await journal.append(tx, { app, room: null, kind: 'levels.rules', by, payload: rules })
        return rules
      })

  /** As counted: the level of his points by the rules they were counted by. */
  const standingOf = async (app: AppId, person: PublicPerson): Promise<api.levels.Standing> => {
    const [[kept], rules, badges] = await Promise.all([
      readStandings(db.of(app), app, [person.id]),
      readCountedRules(db.of(app), app).then((counted) => counted ?? DEFAULT_RULES),
      readBadges(db.of(app), app, person.id),
    ])
    const points = kept?.points ?? 0
    const level = levelOf(points, rules)
    return { person: { ...person, level }, points, level, nextAt: rules.thresholds[level] ?? null, badges }
  }

  /** Gives or takes one, and writes down who did. */
  const changeBadges = async (
    { app, user, badge, by }: { app: AppId; user: PublicPerson['id']; badge: string; by: string | null },
    kind: 'levels.badge-given' | 'levels.badge-taken',
  ): Promise<{ badges: string[] } | Refusal> => {
    if ((await accounts.person(app, user)) === null) return refuse('not-found')
    return db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const done =
          kind === 'levels.badge-given'
            ? await addBadge(tx, app, user, badge, by, clock.now())
            : await removeBadge(tx, app, user, badge)
        if (done === null) return refuse('limit-reached')
        if (done.changed) await journal.append(tx, { app, room: null, kind, by, payload: { user, badge } })
        return { badges: done.badges }
      })
  }

  const { giveBadge, readOwnStanding, readRules, readStanding, takeBadge } = api.levels
  return {
    routes: [
      bind(readRules, async ({ actor, query }) => {
        const app = query.app ?? actor.app
        return (await readShownRules(db.of(app), app)) ?? DEFAULT_RULES
      }),
      bind(api.levels.putRules, ({ actor, body }) => putRules(actor.app, body, nameOf(actor))),
      bind(readOwnStanding, ({ actor }) =>
        actor.kind === 'person' ? standingOf(actor.app, actor.person) : refuse('not-signed-in'),
      ),
      bind(readStanding, async ({ actor: { app }, params }) => {
        const person = await accounts.person(app, params.user)
        return person ? standingOf(app, person) : refuse('not-found')
      }),
      bind(api.levels.listBadges, async ({ actor, query }) => {
        const app = query.app ?? actor.app
        return { badges: await badgesOf(db.of(app), app, query.users) }
      }),
      bind(giveBadge, ({ actor, params }) =>
        changeBadges({ app: actor.app, ...params, by: nameOf(actor) }, 'levels.badge-given'),
      ),
      bind(takeBadge, ({ actor, params }) =>
        changeBadges({ app: actor.app, ...params, by: nameOf(actor) }, 'levels.badge-taken'),
      ),
    ],
    putRules,
    count: job.turn,
    stop: job.stop,
  }
}
