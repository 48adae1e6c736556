// Counts points: reads the journal on from the place it kept, and moves the place in the transaction of the points. Killed
// at any moment, it has counted an entry once or will.
import type { AppId, Currency, UserId } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Accounts } from '#accounts'
import type { Database } from '#db'
import type { Journal } from '#journal'
import { Book } from './core/book.ts'
import { DEFAULT_RULES } from './core/default-rules.ts'
import { type Fact, factsOf, KINDS } from './core/facts.ts'
import { levelOf } from './core/points.ts'
import {
  type KeptStanding,
  keepGrants,
  keepStandings,
  lockPlace,
  movePlace,
  moveRecount,
  nextRecount,
  putCountedRules,
  readCountedRules,
  readGrants,
  readStandings,
  standingsAfter,
} from './store.ts'

/** People whose levels are counted anew in one transaction, after the rules changed. */
const RECOUNT_PEOPLE = 2_000

export interface CountDeps {
  readonly db: Database
  readonly journal: Pick<Journal, 'append' | 'readOn'>
  readonly accounts: Pick<Accounts, 'setLevels'>
  /** Decimal places of a currency. */
  readonly minorDigits: (currency: Currency) => number
  /** First thing in each transaction: throws where another process counts by now. */
  readonly guard: (tx: Transaction<unknown>) => Promise<void>
}

export type Levels = ReadonlyMap<UserId, number>

export interface Counted {
  /** There may be more to count at once. */
  readonly more: boolean
  /** Levels that changed, by app. */
  readonly changed: ReadonlyMap<AppId, Levels>
}

const factsByApp = (entries: Awaited<ReturnType<Journal['readOn']>>['entries']): Map<AppId, Fact[]> => {
  const byApp = new Map<AppId, Fact[]>()
  for (const { app, ...entry } of entries) {
    const facts = byApp.get(app) ?? []
    byApp.set(app, facts)
    facts.push(...factsOf(entry))
  }
  return byApp
}

const sourcesOf = (facts: readonly Fact[]): string[] => facts.flatMap((fact) => ('source' in fact ? [fact.source] : []))

const usersOf = (facts: readonly Fact[]): UserId[] =>
  facts.flatMap((fact) => {
    if (fact.type === 'spoke' || fact.type === 'watched') return fact.counts.map(([user]) => user)
    return 'user' in fact ? [fact.user] : []
  })

export const createCountPoints = ({ db, journal, accounts, minorDigits, guard }: CountDeps) => {
  /** Levels that are other than those kept go to the people, and into the journal. */
  const raise = async (tx: Transaction<unknown>, app: AppId, after: readonly KeptStanding[], before: Levels) => {
    const changed = new Map(
      after.filter(({ user, level }) => level !== (before.get(user) ?? 0)).map(({ user, level }) => [user, level]),
    )
    if (changed.size === 0) return changed
    await accounts.setLevels(tx, app, changed)
    await journal.append(tx, {
      ...{ app, room: null, kind: 'levels.changed', by: null },
      payload: Object.fromEntries(changed),
    })
    return changed
  }

  const countApp = async (tx: Transaction<unknown>, app: AppId, facts: readonly Fact[]): Promise<Levels> => {
    const grants = await readGrants(tx, app, [...new Set(sourcesOf(facts))])
    const users = new Set([...usersOf(facts), ...[...grants.values()].map(({ user }) => user)])
    const kept = await readStandings(tx, app, [...users])
    const rules = (await readCountedRules(tx, app)) ?? DEFAULT_RULES
    const tallies = new Map(kept.map(({ user, points, day, dayPoints }) => [user, { points, day, dayPoints }]))
    const book = new Book(rules, { tallies, grants }, minorDigits)
    for (const fact of facts) book.read(fact)

    const standings = [...book.touched].map((user) => ({ user, ...tallies.get(user)!, level: book.levelOf(user) }))
    await keepStandings(tx, app, standings)
    await keepGrants(
      tx,
      app,
      [...book.touchedGrants].map((source) => [source, grants.get(source)!]),
    )
    if (book.rulesChanged) await putCountedRules(tx, app, book.rules)
    return raise(tx, app, standings, new Map(kept.map(({ user, level }) => [user, level])))
  }

  const recountSome = async (tx: Transaction<unknown>): Promise<Counted> => {
    const recount = await nextRecount(tx)
    if (recount === null) return { more: false, changed: new Map() }
    const { app, rules, after } = recount
    const kept = await standingsAfter(tx, app, after, RECOUNT_PEOPLE)
    const standings = kept.map((one) => ({ ...one, level: levelOf(one.points, rules) }))
    const moved = standings.filter(({ level }, i) => level !== kept[i]!.level)
    await keepStandings(tx, app, moved)
    const changed = await raise(tx, app, moved, new Map(kept.map(({ user, level }) => [user, level])))
    await moveRecount(tx, app, kept.length < RECOUNT_PEOPLE ? null : kept[kept.length - 1]!.user)
    return { more: true, changed: new Map([[app, changed]]) }
  }

  /** One transaction's worth, of what stands up to this entry. */
  return (upTo: number): Promise<Counted> =>
    db.system.transaction().execute(async (tx) => {
      await guard(tx)
      const after = await lockPlace(tx)
      if (after >= upTo) return recountSome(tx)
      const { entries, place } = await journal.readOn(tx, { after, upTo, kinds: KINDS })
      const changed = new Map<AppId, Levels>()
      for (const [app, facts] of factsByApp(entries)) changed.set(app, await countApp(tx, app, facts))
      await movePlace(tx, place)
      return { more: true, changed }
    })
}

/** For tests and meters: how far points are counted. */
export const readPlace = async (db: Database): Promise<number> =>
  (await sql<{ place: number }>`select place from level_reading`.execute(db.system)).rows[0]!.place
