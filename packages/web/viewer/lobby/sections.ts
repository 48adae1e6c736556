// Which rooms stand under which heading, and in which order.
import type { RoomStatus } from '@hawker/sdk'

export const SECTIONS = ['live', 'upcoming', 'earlier'] as const
export type Section = (typeof SECTIONS)[number]

const HOLDS: Record<Section, readonly RoomStatus[]> = {
  live: ['live', 'paused', 'interrupted'],
  upcoming: ['scheduled'],
  earlier: ['ended', 'replay'],
}

interface Listed {
  readonly status: RoomStatus
  readonly viewers: number
  readonly startsAt: number | null
  readonly endedAt: number | null
}

/** Live by viewers, upcoming by start, earlier by end. */
export const bySection = <R extends Listed>(rooms: readonly R[], section: Section): readonly R[] => {
  const held = rooms.filter(({ status }) => HOLDS[section].includes(status))
  const never = Number.MAX_SAFE_INTEGER
  if (section === 'live') return held.sort((a, b) => b.viewers - a.viewers)
  if (section === 'upcoming') return held.sort((a, b) => (a.startsAt ?? never) - (b.startsAt ?? never))
  return held.sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
}
