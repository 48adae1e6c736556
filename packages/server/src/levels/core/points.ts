// What people did, as points. Folded over the journal in order: the same entries give the same points, however they are cut.
import type { api, Millis } from '@hawker/protocol'

type LevelRules = api.levels.LevelRules

export interface Tally {
  readonly points: number
  /** Days since 1970 (UTC) of the last points from messages and watching, and how many there were on it. */
  readonly day: number
  readonly dayPoints: number
}

export const NOTHING: Tally = { points: 0, day: 0, dayPoints: 0 }

/** Far above what anybody reaches, and exact as a number. */
export const POINTS_MAX = 1_000_000_000_000_000

const DAY_MS = 86_400_000

export const add = (tally: Tally, points: number): Tally => ({
  ...tally,
  points: Math.min(POINTS_MAX, tally.points + points),
})

export const take = (tally: Tally, points: number): Tally => ({ ...tally, points: Math.max(0, tally.points - points) })

/** From messages and watching: never more than `dailyMax` a day. The journal's days do not go back. */
export const earn = (tally: Tally, points: number, at: Millis, dailyMax: number): Tally => {
  const day = Math.max(tally.day, Math.floor(at / DAY_MS))
  const before = day === tally.day ? tally.dayPoints : 0
  const earned = Math.max(0, Math.min(points, dailyMax - before))
  return { ...add(tally, earned), day, dayPoints: before + earned }
}

/** What an amount of minor units brings: whole units count. */
export const pointsOfMoney = (minor: number, minorDigits: number, perUnit: number): number =>
  Math.min(POINTS_MAX, Math.floor(minor / 10 ** minorDigits) * perUnit)

/** An order or a gift, what it brought, and how much of its amount went back since. */
export interface Grant {
  readonly points: number
  readonly amount: number
  readonly takenBack: number
}

const left = ({ points, amount }: Grant, takenBack: number): number =>
  Number((BigInt(points) * BigInt(amount - takenBack)) / BigInt(amount))

/** Takes points back in the measure of the money. Parts of a refund add up to the same as the whole at once. */
export const takeBack = (grant: Grant, amount: number): { grant: Grant; points: number } => {
  const takenBack = Math.min(grant.amount, grant.takenBack + Math.max(0, amount))
  return { grant: { ...grant, takenBack }, points: left(grant, grant.takenBack) - left(grant, takenBack) }
}

/** The level of so many points: as many as begin at or below them. */
export const levelOf = (points: number, { thresholds }: Pick<LevelRules, 'thresholds'>): number => {
  let low = 0
  let high = thresholds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (thresholds[middle]! <= points) low = middle + 1
    else high = middle
  }
  return low
}
