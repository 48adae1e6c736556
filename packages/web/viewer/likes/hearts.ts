// Hearts in their lane. Pure; the page only draws what is alive.

/** More are counted but not drawn. */
export const HEARTS_ALIVE_MAX = 12
/** One heart's way up. */
export const HEART_LIVES_MS = 1800
/** Hearts of one flush become one number. */
export const BURST_EVERY_MS = 500
/** The number leaves after this. */
export const BURST_STAYS_MS = 1000
/** A merged burst of others is drawn with at most this many hearts. */
const DRAWN_PER_BURST = 4
/** They do not leave as one lump. */
const HEARTS_APART_MS = 170

export interface Heart {
  readonly id: number
  readonly own: boolean
  readonly bornAt: number
}

export interface HeartLane {
  readonly hearts: readonly Heart[]
  readonly nextId: number
  readonly burst: { readonly count: number; readonly at: number } | null
}

export const EMPTY_LANE: HeartLane = { hearts: [], nextId: 1, burst: null }

const alive = (hearts: readonly Heart[], now: number) => hearts.filter(({ bornAt }) => now - bornAt < HEART_LIVES_MS)

/** Likes came: own ones always draw a heart while there is room, others a few per burst. */
export const likesCame = (lane: HeartLane, count: number, own: boolean, now: number): HeartLane => {
  const hearts = alive(lane.hearts, now)
  const room = HEARTS_ALIVE_MAX - hearts.length
  const drawn = Math.min(room, own ? count : Math.min(count, DRAWN_PER_BURST))
  for (let i = 0; i < drawn; i++) hearts.push({ id: lane.nextId + i, own, bornAt: now + i * HEARTS_APART_MS })
  const standing = lane.burst !== null && now - lane.burst.at < BURST_STAYS_MS ? lane.burst.count : 0
  const shown = standing + count
  return { hearts, nextId: lane.nextId + drawn, burst: { count: shown, at: now } }
}

export const laneAt = (lane: HeartLane, now: number): HeartLane => {
  const hearts = alive(lane.hearts, now)
  const burst = lane.burst !== null && now - lane.burst.at < BURST_STAYS_MS ? lane.burst : null
  return hearts.length === lane.hearts.length && burst === lane.burst ? lane : { ...lane, hearts, burst }
}

/** The number to show beside the lane; one like alone needs none. */
export const burstShown = (lane: HeartLane): number | null =>
  lane.burst !== null && lane.burst.count > 1 ? lane.burst.count : null
