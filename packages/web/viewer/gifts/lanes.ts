// Two lanes of gift banners and one stage for large gifts. Pure; time is handed in.
import type { GiftSent } from '@hawker/sdk'

export const LANES = 2
/** A banner holds this long after its number last grew. */
export const LANE_HOLDS_MS = 3000
/** It leaves by fading up. */
export const LANE_LEAVES_MS = 200
/** The longest a large gift fills the screen. */
export const LARGE_HOLDS_MS = 3000
/** The shortest, however short its effect: a name can be read in it. */
export const LARGE_HOLDS_LEAST_MS = 1500
/** Gifts that wait; beyond it the cheapest are let go. */
export const WAITING_MAX = 30

export interface Banner {
  readonly key: string
  readonly gift: GiftSent
  readonly combo: number
  readonly until: number
  /** Its number grew since it came: the page pops it. */
  readonly grown: number
}

export interface GiftStage {
  readonly lanes: readonly (Banner | null)[]
  readonly waiting: readonly GiftSent[]
  readonly large: { readonly gift: GiftSent; readonly until: number } | null
  readonly waitingLarge: readonly GiftSent[]
}

export const EMPTY_STAGE: GiftStage = {
  lanes: Array.from({ length: LANES }, () => null),
  waiting: [],
  large: null,
  waitingLarge: [],
}

/** How long a large gift fills the screen: as long as its effect, within the rule. */
export const largeHoldsMs = ({ effect }: Pick<GiftSent, 'effect'>): number =>
  effect === undefined ? LARGE_HOLDS_MS : Math.min(LARGE_HOLDS_MS, Math.max(LARGE_HOLDS_LEAST_MS, effect.durationMs))

const keyOf = (gift: GiftSent): string => `${gift.from.id} ${gift.giftId}`

const banner = (gift: GiftSent, now: number): Banner => ({
  key: `${keyOf(gift)} ${gift.id}`,
  gift,
  combo: gift.combo,
  until: now + LANE_HOLDS_MS,
  grown: 0,
})

const shed = (waiting: readonly GiftSent[]): readonly GiftSent[] => {
  if (waiting.length <= WAITING_MAX) return waiting
  const cheapest = waiting.reduce((least, gift) => (gift.coins < least.coins ? gift : least))
  return waiting.filter((gift) => gift !== cheapest)
}

/** A combo takes the place of its earlier part, so that one person fills the screen once. */
const inPlaceOf = (waiting: readonly GiftSent[], gift: GiftSent): readonly GiftSent[] => {
  const key = keyOf(gift)
  return waiting.some((other) => keyOf(other) === key)
    ? waiting.map((other) => (keyOf(other) === key ? gift : other))
    : [...waiting, gift]
}

const largeArrived = (stage: GiftStage, gift: GiftSent, now: number): GiftStage => {
  const { large } = stage
  // It grows while it is shown, and is shown no longer for that.
  if (large !== null && large.until > now && keyOf(large.gift) === keyOf(gift))
    return { ...stage, large: { ...large, gift } }
  return settle({ ...stage, waitingLarge: shed(inPlaceOf(stage.waitingLarge, gift)) }, now)
}

/**
 * Somebody sent a gift: it grows a banner of his that is up, else it takes a lane, else it waits. `calm`: whoever wants
 * less movement sees large gifts as banners too.
 */
export const giftArrived = (stage: GiftStage, gift: GiftSent, now: number, calm = false): GiftStage => {
  if (gift.size === 'large' && !calm) return largeArrived(stage, gift, now)
  const key = keyOf(gift)
  const up = stage.lanes.findIndex((lane) => lane !== null && keyOf(lane.gift) === key && lane.until > now)
  if (up !== -1) {
    const lanes = stage.lanes.map((lane, i) =>
      i === up && lane
        ? { ...lane, combo: Math.max(lane.combo, gift.combo), until: now + LANE_HOLDS_MS, grown: lane.grown + 1 }
        : lane,
    )
    return { ...stage, lanes }
  }
  return settle({ ...stage, waiting: shed(inPlaceOf(stage.waiting, gift)) }, now)
}

/** Lets what is over go and what waits come; returns the same stage when nothing changed. */
export const settle = (stage: GiftStage, now: number): GiftStage => {
  const waiting = [...stage.waiting]
  let changed = false
  const lanes = stage.lanes.map((lane) => {
    if (lane !== null && lane.until + LANE_LEAVES_MS > now) return lane
    const next = waiting.shift()
    if (next === undefined && lane === null) return null
    changed = true
    return next === undefined ? null : banner(next, now)
  })
  let { large, waitingLarge } = stage
  if (large === null || large.until <= now) {
    const [first, ...rest] = waitingLarge
    if (first || large) changed = true
    large = first ? { gift: first, until: now + largeHoldsMs(first) } : null
    waitingLarge = first ? rest : waitingLarge
  }
  return changed ? { lanes, waiting, large, waitingLarge } : stage
}

/** A tap on a large gift: on with the next. */
export const skipLarge = (stage: GiftStage, now: number): GiftStage =>
  stage.large === null ? stage : settle({ ...stage, large: { ...stage.large, until: now } }, now)

/** When something is due next: a lane that begins to leave, one that is gone, the end of a large gift. */
export const stageDueAt = (stage: GiftStage, now: number): number | null => {
  const times = stage.lanes.flatMap((lane) => {
    if (lane === null) return []
    return [lane.until > now ? lane.until : lane.until + LANE_LEAVES_MS]
  })
  if (stage.large) times.push(stage.large.until)
  return times.length === 0 ? null : Math.min(...times)
}
