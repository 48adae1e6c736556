// The text of a snapshot, read once a second at most and shared by all who come in that second.
import type { PlayAddresses, Position, RoomFacts, SkuId } from '@hawker/protocol'
import type { RoomKey, RoomLog } from '#bus'
import type { Clock } from '#kernel/clock'
import type { SnapshotSource } from './door.ts'

const RECENT_MAX = 50
/** State events stand between chat lines; this many are looked through to find the recent ones. */
const TAIL_MAX = 120
const RECENT_TYPES = ['"type":"chat.said"', '"type":"gift.sent"', '"type":"purchase.made"']

type Shelf = Awaited<ReturnType<NonNullable<SnapshotSource['shelf']>>>

const NO_SHELF: Shelf = { items: [], version: 0, launch: null, launchVersion: 0, stock: {} }
const NOWHERE: PlayAddresses = { hls: null }

export interface SnapshotDeps {
  readonly log: RoomLog
  readonly clock: Clock
  readonly sources: readonly SnapshotSource[]
}

/** All but the latest values, which are told more often than a snapshot is built. */
export interface BuiltSnapshot {
  readonly position: Position
  readonly stateJson: string
  readonly recentJson: string
  readonly stock: Readonly<Record<SkuId, number>>
}

export const readShelf = async (sources: readonly SnapshotSource[], { app, room }: RoomKey): Promise<Shelf> => {
  for (const source of sources) if (source.shelf) return source.shelf(app, room)
  return NO_SHELF
}

export const readPlay = (sources: readonly SnapshotSource[], { app, room }: RoomKey): PlayAddresses => {
  for (const source of sources) if (source.play) return source.play(app, room)
  return NOWHERE
}

export const placedJson = ({ offset, json }: { offset: number; json: string }): string =>
  `{"offset":${offset},"event":${json}}`

/**
 * The position is taken before the state is read. What changes in between is in both, and the higher version wins;
 * the other way round it could be in neither.
 */
export const buildSnapshot = async (
  { log, clock, sources }: SnapshotDeps,
  key: RoomKey,
  readFacts: () => Promise<RoomFacts | null>,
): Promise<BuiltSnapshot | null> => {
  const position = await log.position(key)
  const [room, read, tail] = await Promise.all([readFacts(), readShelf(sources, key), log.tail(key, TAIL_MAX)])
  if (room === null) return null
  const recent = tail
    .filter(({ offset, json }) => offset <= position.offset && RECENT_TYPES.some((type) => json.includes(type)))
    .slice(-RECENT_MAX)
  const { items, version, launch, launchVersion, stock } = read
  const play = readPlay(sources, key)
  const shelf = { items, version }
  return {
    position,
    stateJson: JSON.stringify({ position, serverAt: clock.now(), room, play, shelf, launch, launchVersion }),
    recentJson: `[${recent.map(placedJson).join(',')}]`,
    stock: stock as Record<SkuId, number>,
  }
}
