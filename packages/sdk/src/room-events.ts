// What a page may listen to in a room.
import type {
  DirectSaid,
  LatestValues,
  LossyEvent,
  Order,
  OrderedEvent,
  OwnBidsTold,
  OwnLevel,
  Refusal,
  StaffAct,
  StaffDid,
  StaffMeters,
} from '@hawker/protocol'
import type { ConnectionState, Ending } from './connection.ts'
import type { EndReason } from './ending.ts'
import type { Gap, Lost } from './gap.ts'
import type { CustomSent } from './receipt.ts'
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
  /** Events caught up with when we came back; null at a first opening, and after a snapshot that may have left some out. */
  readonly caughtUp: number | null
  /** Lines that may be missing, at most: history did not reach back to where we stood. Null: no gap. */
  readonly lost: Lost | null
  /** Why it ended: `reason` in a word, `ending` in full. */
  readonly reason: EndReason | null
  readonly ending: Ending | null
  /** With `banned`: until when, on the server's clock. Null when that was not told. */
  readonly until: number | null
}

type Ordered = { [E in OrderedEvent as E['type']]: (event: E, place: Place) => void }
type Lossy = { [E in LossyEvent as E['type']]: (event: E) => void }

/** Event names and what their listeners are handed. */
export type RoomEvents = Ordered &
  Lossy & {
    /** Once for each frame that changed something. */
    state: (state: RoomState) => void
    link: (link: Link) => void
    /** History did not reach back to where we stood; a snapshot came in its place. */
    gap: (gap: Gap) => void
    /** Here alone: your own custom message was taken, before the room hears it as `custom.said`. */
    'custom.sent': (sent: CustomSent) => void
    viewers: (count: number) => void
    likes: (count: number) => void
    stock: (freeBySku: NonNullable<LatestValues['stock']>) => void
    'own.order': (order: Order) => void
    /** A bid of yours was taken, perhaps on another of your pages. */
    'own.bids': (told: OwnBidsTold) => void
    /** Your level changed; your next line carries it. */
    'own.level': (change: OwnLevel) => void
    /** One-to-one: said in your thread, or for staff in anybody's. */
    'direct.said': (said: DirectSaid) => void
    'staff.meters': (told: StaffMeters) => void
    'staff.act': (act: StaffAct['act']) => void
    /** Who caused events that are heard beside it. */
    'staff.did': (did: StaffDid) => void
    /** Something without a receipt of its own was refused: likes, say. */
    refused: (refusal: Refusal) => void
  }
