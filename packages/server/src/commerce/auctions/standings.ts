// Tells rooms where the bidding stands: after every batch, and what a crash in between left untold.
import type { AuctionId, AuctionStanding } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import type { Rooms } from '#rooms'
import { AUCTION, type AuctionRow, type OpenAuction, standingOf } from './auction-store.ts'

/** Open auctions looked at in one sweep. */
const LOOKED_AT_MAX = 200

interface Deps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'latest'>
}

export const createStandings = ({ db, rooms }: Deps) => {
  /** Bids that rooms know of by us. */
  let known = new Map<AuctionId, number>()

  const tell = ({ app, room, id }: OpenAuction, standing: AuctionStanding) => {
    known.set(id, standing.bids)
    rooms.latest(app, room, { bidding: { [id]: standing } })
  }

  return {
    tell,
    sweep: async (): Promise<void> => {
      const { rows } = await sql<AuctionRow & Pick<OpenAuction, 'app' | 'room'>>`
        select a.app_id as app, a.room_id as room, ${AUCTION} from auctions a where a.state = 'open'
        order by a.ends_at limit ${LOOKED_AT_MAX}`.execute(db.system)
      for (const row of rows) if ((known.get(row.id) ?? 0) < row.bids) tell(row, standingOf(row))
      known = new Map(rows.map(({ id, bids }) => [id, known.get(id) ?? bids]))
    },
  }
}
