// The SQL of a batch of bids in one auction, in one transaction: lock the auction, read who bids, write what was decided
// here. Whoever comes after finds all of it: the order of commits is the order of bids.
import { type BatchRows, type BatchStatement, numberArray, textArray } from '#db'
import type { Standing, TakenBid } from './core/bidding.ts'

/** Bids in one transaction. */
export const BIDS_AT_ONCE_MAX = 500

export interface BidderAsk {
  readonly app: string
  readonly room: string
  readonly auction: string
  readonly id: string
  readonly user: string
  readonly userName: string
  readonly isGuest: boolean
  readonly upToMinor: number
  /** By this process's clock that never goes back: when it was received. */
  readonly since: number
}

/** The auction as it stands, locked. */
export interface LockedAuction {
  readonly isOpen: boolean
  readonly startMinor: number
  readonly stepMinor: number
  readonly currency: string
  readonly extendsMs: number
  readonly guestsMayBid: boolean
  readonly endsLatestAt: number
  readonly priceMinor: number
  readonly leader: number | null
  readonly mostMinor: number | null
  readonly bidders: number
  readonly bids: number
  readonly endsAt: number
  readonly proof: string
  readonly orderId: string | null
}

export interface FoundBidder {
  readonly number: number | null
  readonly upToMinor: number | null
  readonly bids: number | null
  readonly lastAt: number | null
  readonly paused: boolean
  readonly atLimit: boolean
  /** What stands under the id already. */
  readonly had: { readonly auction: string; readonly bidder: number; readonly upToMinor: number } | null
}

/** Read before the auction is locked: who waits for it has been received. */
const ARRIVED = 'select (extract(epoch from clock_timestamp()) * 1000)::int8 as at'

const millis = (column: string) => `(extract(epoch from ${column}) * 1000)::int8`

const LOCK = `
  select state = 'open' as "isOpen", start_minor as "startMinor", step_minor as "stepMinor", currency, extends_ms as "extendsMs",
    guests_may_bid as "guestsMayBid",
    ${millis('ends_latest_at')} as "endsLatestAt", price_minor as "priceMinor", leader, most_minor as "mostMinor",
    bidders, bids, ${millis('ends_at')} as "endsAt", proof, order_id as "orderId"
  from auctions where app_id = $1 and id = $2 and room_id = $3 for no key update`

/**
 * `app_id || ''` is a condition no index serves: beside a person or an id, which are few rows, it must not lead to an index
 * of its own. What he leads elsewhere counts towards his limit of a product as if he had won it.
 */
const PEOPLE = `
with goods as materialized (
  select a.product_id as product, p.per_buyer_limit as most from auctions a
    join products p on p.app_id = $1 and p.id = a.product_id where a.app_id = $1 and a.id = $2)
select b.number, b.up_to_minor as "upToMinor", b.bids, ${millis('b.last_at')} as "lastAt",
  exists (select from buyer_pauses p where p.app_id = $1 and p.buyer_id = w.user_id
    and p.ends_at > statement_timestamp()) as paused,
  g.most is not null and 1
    + coalesce((select sum(o.quantity) from orders o where o.buyer_id = w.user_id and o.app_id || '' = $1
        and o.state = 'held' and o.product_id = g.product), 0)
    + coalesce((select sum(o.quantity) from orders o where o.buyer_id = w.user_id and o.app_id || '' = $1
        and o.state in ('paid', 'shipped') and o.product_id = g.product), 0)
    + (select count(*) from auctions a join auction_bidders l
        on l.app_id = $1 and l.auction_id = a.id and l.user_id = w.user_id and l.number = a.leader
        where a.app_id = $1 and a.state = 'open' and a.product_id = g.product and a.id <> $2) > g.most as "atLimit",
  (select json_build_object('auction', h.auction_id, 'bidder', h.bidder, 'upToMinor', h.up_to_minor)
    from auction_bids h where h.id = w.id and h.app_id || '' = $1 limit 1) as had
from unnest($3::text[], $4::uuid[]) with ordinality as w(user_id, id, n)
  cross join goods g
  left join lateral (
    select * from auction_bidders where app_id = $1 and auction_id = $2 and user_id = w.user_id limit 1) b on true
order by w.n`

const WRITE = (journalInsert: (select: string) => string) => `
with taken as materialized (
  select * from unnest($3::int4[], $4::uuid[], $5::int4[], $6::text[], $7::text[], $8::int8[], $9::int8[], $10::int4[],
    $11::int8[], $12::text[], $13::text[])
    as t(n, id, bidder, user_id, name, up_to, price, leader, at, nonce, proof)),
written as (
  insert into auction_bids (app_id, auction_id, n, id, bidder, up_to_minor, price_minor, leader, at, nonce, proof)
  select $1, $2, n, id, bidder, up_to, price, leader, timestamptz 'epoch' + at * interval '1 millisecond', nonce, proof
  from taken order by n),
people as (
  insert into auction_bidders as b (app_id, auction_id, number, user_id, name, up_to_minor, bids, last_at)
  select $1, $2, bidder, user_id, name, up_to, 1, timestamptz 'epoch' + at * interval '1 millisecond'
  from taken order by n
  on conflict (app_id, auction_id, user_id) do update set name = excluded.name, up_to_minor = excluded.up_to_minor,
    bids = b.bids + 1, last_at = excluded.last_at),
told as (
  ${journalInsert(`select $1, $14, 'auction.bids', null, jsonb_build_object('auctionId', $2::text,
    'bids', (select jsonb_agg(n order by n) from taken), 'priceMinor', $15::int8, 'leader', $16::int4)`)})
update auctions set price_minor = $15, leader = $16, most_minor = $17, bidders = $18, bids = $19, proof = $20,
  ends_at = timestamptz 'epoch' + $21::int8 * interval '1 millisecond'
where app_id = $1 and id = $2`

export interface Taken {
  readonly ask: BidderAsk
  readonly bid: TakenBid
}

export const bidStatements = (journalInsert: (select: string) => string) => {
  const write = WRITE(journalInsert)
  return {
    /** What is asked first; all of a batch are of one auction. */
    ask: (batch: readonly BidderAsk[]): BatchStatement[] => {
      const { app, room, auction } = batch[0]!
      const people = [textArray(batch.map(({ user }) => user)), textArray(batch.map(({ id }) => id))]
      return [
        { name: 'bids_arrived', text: ARRIVED, values: [] },
        { name: 'lock_auction', text: LOCK, values: [app, auction, room] },
        { name: 'read_bidders', text: PEOPLE, values: [app, auction, ...people] },
      ]
    },
    found: ([arrived, locked, people]: BatchRows) => ({
      arrivedAt: (arrived![0] as { at: number }).at,
      auction: (locked![0] as LockedAuction | undefined) ?? null,
      people: people as readonly FoundBidder[],
    }),
    write: (taken: readonly Taken[], after: Standing): BatchStatement => {
      const { app, room, auction } = taken[0]!.ask
      const numbers = (of: (bid: TakenBid) => number) => numberArray(taken.map(({ bid }) => of(bid)))
      const texts = (of: (one: Taken) => string) => textArray(taken.map(of))
      const { priceMinor, leader, mostMinor, bidders, bids, proof, endsAt } = after
      return {
        name: 'take_bids',
        text: write,
        values: [
          ...[app, auction, numbers(({ n }) => n), texts(({ ask }) => ask.id), numbers(({ bidder }) => bidder)],
          ...[texts(({ ask }) => ask.user), texts(({ ask }) => ask.userName)],
          ...[numbers(({ upToMinor }) => upToMinor), numbers((bid) => bid.priceMinor), numbers((bid) => bid.leader)],
          ...[numbers(({ at }) => at), texts(({ bid }) => bid.nonce), texts(({ bid }) => bid.proof), room],
          ...[priceMinor, leader, mostMinor, bidders, bids, proof, endsAt],
        ],
      }
    },
  }
}
