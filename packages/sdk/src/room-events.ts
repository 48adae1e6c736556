// What a page may listen to in a room.
import type {
  DirectSaid,
  LatestValues,
  LossyEvent,
  Order,
  OrderedEvent,
  Refusal,
  StaffAct,
  StaffMeters,
} from '@hawker/protocol'
import type { ConnectionState, Ending } from './connection.ts'
import type { RoomState } from './room-state.ts'

/** Where an ordered event stands. `late`: it came as part of what was missed, so do not animate it. */
export interface Place {
  readonly offset: number
  readonly late: boolean
}

/** How the room is reached. `open` once the server has greeted us. */
export interface Link {
  readonly state: ConnectionState
  /** Since when, on the device's clock: show "Reconnecting…" after 2 s of anything else than `open`. */
  readonly since: number
  /** When the next attempt is made. */
  readonly retryAt: number | null
  /** Events caught up with by the newest opening; null when it was a first one or took a snapshot. */
  readonly caughtUp: number | null
  /** Why it ended. */
  readonly ending: Ending | null
}

type Ordered = { [E in OrderedEvent as E['type']]: (event: E, place: Place) => void }
type Lossy = { [E in LossyEvent as E['type']]: (event: E) => void }

/** Event names and what their listeners are handed. */
export type RoomEvents = Ordered &
  Lossy & {
    /** Once for each frame that changed something. */
    state: (state: RoomState) => void
    link: (link: Link) => void
    viewers: (count: number) => void
    likes: (count: number) => void
    stock: (freeBySku: NonNullable<LatestValues['stock']>) => void
    'own.order': (order: Order) => void
    /** One-to-one: said in your thread, or for staff in anybody's. */
    'direct.said': (said: DirectSaid) => void
    'staff.meters': (told: StaffMeters) => void
    'staff.act': (act: StaffAct['act']) => void
    /** Something without a receipt of its own was refused: likes, say. */
    refused: (refusal: Refusal) => void
  }
