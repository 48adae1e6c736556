// One reading's worth of points in memory: what was kept of those concerned, and what it becomes.
import type { api, Currency, UserId } from '@hawker/protocol'
import type { Fact } from './facts.ts'
import { add, earn, type Grant, levelOf, NOTHING, pointsOfMoney, type Tally, take, takeBack } from './points.ts'

type LevelRules = api.levels.LevelRules

export interface UserGrant extends Grant {
  readonly user: UserId
}

export class Book {
  rules: LevelRules
  /** The rules changed: levels of all people are to be counted anew. */
  rulesChanged = false
  readonly tallies: Map<UserId, Tally>
  readonly grants: Map<string, UserGrant>
  readonly touched = new Set<UserId>()
  readonly touchedGrants = new Set<string>()
  readonly #minorDigits: (currency: Currency) => number

  constructor(
    rules: LevelRules,
    kept: { readonly tallies: Map<UserId, Tally>; readonly grants: Map<string, UserGrant> },
    minorDigits: (currency: Currency) => number,
  ) {
    this.rules = rules
    this.tallies = kept.tallies
    this.grants = kept.grants
    this.#minorDigits = minorDigits
  }

  read(fact: Fact): void {
    const { perMessage, perMinuteWatched, perCoin, perUnitPaid, dailyMax } = this.rules
    switch (fact.type) {
      case 'spoke':
      case 'watched': {
        const each = fact.type === 'spoke' ? perMessage : perMinuteWatched
        if (each === 0) return
        for (const [user, count] of fact.counts)
          this.#change(user, (tally) => earn(tally, count * each, fact.at, dailyMax))
        return
      }
      case 'gave':
        this.#grant(fact.source, fact.user, fact.coins * perCoin, fact.coins)
        return
      case 'paid':
        this.#grant(
          ...([fact.source, fact.user] as const),
          pointsOfMoney(fact.minor, this.#minorDigits(fact.currency), perUnitPaid),
          fact.minor,
        )
        return
      case 'went-back':
        this.#wentBack(fact.source, fact.amount)
        return
      case 'rules':
        this.rules = fact.rules
        this.rulesChanged = true
        return
      default:
        fact satisfies never
    }
  }

  levelOf(user: UserId): number {
    return levelOf(this.tallies.get(user)?.points ?? 0, this.rules)
  }

  #change(user: UserId, change: (tally: Tally) => Tally): void {
    this.tallies.set(user, change(this.tallies.get(user) ?? NOTHING))
    this.touched.add(user)
  }

  #grant(source: string, user: UserId, points: number, amount: number): void {
    if (points === 0 || this.grants.has(source)) return
    this.grants.set(source, { user, points, amount, takenBack: 0 })
    this.touchedGrants.add(source)
    this.#change(user, (tally) => add(tally, points))
  }

  #wentBack(source: string, amount: number | null): void {
    const kept = this.grants.get(source)
    if (!kept) return
    const { grant, points } = takeBack(kept, amount ?? kept.amount)
    this.grants.set(source, { ...grant, user: kept.user })
    this.touchedGrants.add(source)
    this.#change(kept.user, (tally) => take(tally, points))
  }
}
