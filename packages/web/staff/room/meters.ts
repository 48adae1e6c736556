// What the message budget does to viewers, from what was counted in the last seconds. Pure.
import type { RoomMeters } from '@hawker/sdk'

export const CLASSES = ['P0', 'P1', 'P2', 'P3'] as const
export type MessageClass = (typeof CLASSES)[number]

/** Drops count as happening now for this long. */
export const METER_WINDOW_MS = 10_000
/** When this share of the chat is left out, the meter turns from amber to red. */
export const MUCH_DROPPED = 0.25

export interface Reading {
  readonly at: number
  readonly meters: RoomMeters
}

export type Tone = 'quiet' | 'amber' | 'red'
export interface ClassView {
  readonly name: MessageClass
  readonly perSecond: number
  readonly sent: number
  readonly merged: number
  readonly dropped: number
  /** Of the budget, 0 to 1. */
  readonly share: number
  readonly tone: Tone
}
export type Effect = 'everything' | 'summed' | 'chat' | 'important'
export interface MeterView {
  readonly classes: readonly ClassView[]
  readonly perSecond: number
  readonly budget: number
  readonly effect: Effect
  readonly tone: Tone
  /** How much of the chat gets through, in whole percent; 100 only when all of it does. */
  readonly chatPercent: number
  /** Gifts, orders and state left out lately. */
  readonly importantDropped: number
}

/** Readings within the window, oldest first; a count that went down started anew and forgets what was before. */
export const withReading = (known: readonly Reading[], next: Reading): readonly Reading[] => {
  const newest = known.at(-1)
  const restarted = newest && CLASSES.some((one) => next.meters.classes[one].sent < newest.meters.classes[one].sent)
  const kept = restarted ? [] : known.filter(({ at }) => next.at - at <= METER_WINDOW_MS)
  return [...kept, next]
}

export const meterView = (readings: readonly Reading[]): MeterView | null => {
  const [oldest] = readings
  const newest = readings.at(-1)
  if (!oldest || !newest) return null
  const { meters } = newest
  const since = (name: MessageClass, of: 'sent' | 'merged' | 'dropped') =>
    meters.classes[name][of] - oldest.meters.classes[name][of]
  const droppedShare = (name: MessageClass) => {
    const dropped = since(name, 'dropped')
    return dropped === 0 ? 0 : dropped / (dropped + since(name, 'sent'))
  }
  const toneOf = (name: MessageClass): Tone => {
    if (since(name, 'dropped') === 0) return 'quiet'
    if (name === 'P3') return 'amber'
    return name === 'P2' && droppedShare(name) < MUCH_DROPPED ? 'amber' : 'red'
  }
  const importantDropped = since('P0', 'dropped') + since('P1', 'dropped')
  const chatDropped = since('P2', 'dropped') > 0
  const summed = since('P3', 'dropped') + since('P3', 'merged') > 0
  const classes = CLASSES.map((name) => ({
    name,
    ...meters.classes[name],
    share: Math.min(1, meters.classes[name].perSecond / meters.budgetPerSecond),
    tone: toneOf(name),
  }))
  const tones = classes.map(({ tone }) => tone)
  return {
    classes,
    perSecond: classes.reduce((sum, { perSecond }) => sum + perSecond, 0),
    budget: meters.budgetPerSecond,
    effect: importantDropped > 0 ? 'important' : chatDropped ? 'chat' : summed ? 'summed' : 'everything',
    tone: tones.includes('red') ? 'red' : chatDropped || tones.includes('amber') ? 'amber' : 'quiet',
    chatPercent: chatDropped ? Math.min(99, Math.round((1 - droppedShare('P2')) * 100)) : 100,
    importantDropped,
  }
}

/** Meters come once a second; silence for this long means something. */
export const SILENT_MS = 5_000
export type Trouble = 'redis' | 'other' | 'silent'

export interface Heard {
  readonly now: number
  /** Since when the line has been open; null while it is not. */
  readonly openSince: number | null
  readonly toldAt: number | null
  readonly degraded: readonly string[]
  /** Asked by hand, the server did not answer either. */
  readonly askFailed: boolean
}

/** What is not as it should be, while the line itself stands; a lost line has a sentence of its own. */
export const troubleOf = ({ now, openSince, toldAt, degraded, askFailed }: Heard): Trouble | null => {
  if (openSince === null) return null
  const quietSince = Math.max(openSince, toldAt ?? 0)
  const silent = now - quietSince >= SILENT_MS
  if (silent) return toldAt !== null || askFailed ? 'silent' : null
  if (degraded.length === 0) return null
  return degraded.includes('redis') ? 'redis' : 'other'
}
