// The room's auction, where the viewer stands in it, and what he has won and not paid yet. Prices are the server's alone.
import { type Auction, isRefusal, type Order, type OwnBids, type Refusal } from '@hawker/sdk'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useReducer, useState } from 'react'
import { useLink, useLiveRoom, useRoomEvent, useRoomState } from '../../ui/live-room.ts'
import { useClock } from '../../ui/use-now.ts'
import { createAsking } from '../room/asking.ts'
import { usePerson } from '../room/person.tsx'
import { useSoon } from '../room/use-soon.ts'
import { withAuctions } from './sdk.ts'
import { NO_SPOT, type Spot, type SpotTurn, spotDueAt, turnSpot } from './spot.ts'
import { newerOwn } from './standing.ts'
import { withWon } from './won.ts'

export interface Auctions {
  readonly spot: Spot
  /** Of the auction that is shown; null: nothing is known of him. */
  readonly own: OwnBids | null
  /** Won and held, the one that ends first before the others. */
  readonly won: readonly Order[]
  /** A bid is on its way. */
  readonly bidding: boolean
  /** Why the last one was not taken. */
  readonly refusal: Refusal | null
  bid(auction: Auction, upToMinor: number): Promise<Refusal | null>
  /** Forgets the refusal. */
  seen(): void
  loadWon(): Promise<void>
}

const AuctionsContext = createContext<Auctions | null>(null)

/** How long it is said why a bid was not taken, unless there is other news before. */
const REFUSAL_STAYS_MS = 8_000

interface Known {
  /** The auction. */
  readonly of: string
  readonly bids: OwnBids
}

/** What a later telling makes of it: of another auction it takes the place, of the same the newer stays. */
const knowing =
  (of: string, bids: OwnBids) =>
  (known: Known | null): Known => ({ of, bids: newerOwn(known?.of === of ? known.bids : null, bids) })

export const AuctionProvider = ({ children }: { children: ReactNode }) => {
  const { hawker, id: room } = useLiveRoom()
  const clock = useClock()
  const { you } = usePerson()
  const link = useLink()
  const auction = useRoomState((state) => state.auction)
  const last = useRoomState((state) => state.lastAuction)
  const [spot, turn] = useReducer((shown: Spot, next: SpotTurn) => turnSpot(shown, next, clock.now()), NO_SPOT)
  const [known, setKnown] = useState<Known | null>(null)
  const [won, setWon] = useState<readonly Order[]>([])
  const [asking] = useState(createAsking<Order>)
  const [bidding, setBidding] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const seen = useCallback(() => setRefusal(null), [])
  useEffect(() => {
    if (refusal === null) return
    const timer = window.setTimeout(seen, REFUSAL_STAYS_MS)
    return () => window.clearTimeout(timer)
  }, [refusal, seen])

  useEffect(() => turn({ type: 'room', auction, last }), [auction, last])
  const dueAt = spotDueAt(spot)
  useEffect(() => {
    if (dueAt === null) return
    const timer = window.setTimeout(() => turn({ type: 'tick' }), Math.max(0, dueAt - clock.now()) + 5)
    return () => window.clearTimeout(timer)
  }, [dueAt, clock])

  // It ended while this page was away.
  const missed = spot.name === 'open' && spot.missed ? spot.auction.id : null
  useEffect(() => {
    if (missed === null || link.state !== 'open') return
    void withAuctions(hawker, (auctions) => auctions.read(room, missed, { limit: 1 })).then((answer) => {
      const ended = !isRefusal(answer) && answer.auction.state !== 'open'
      turn({ type: 'result', auctionId: missed, result: ended ? { auction: answer.auction, winnerName: null } : null })
    })
  }, [missed, link.state, hawker, room])

  const shown = spot.name === 'open' ? spot.auction : spot.name === 'over' ? spot.result.auction : null
  // Who is here from its opening on hears of each of his bids, wherever he makes it; who came into the middle of it, or was
  // away in between, asks.
  const [heard, setHeard] = useState<string | null>(null)
  useRoomEvent('auction.opened', (event, { late }) => !late && setHeard(event.auction.id))
  useEffect(() => {
    if (link.state !== 'open') setHeard(null)
  }, [link.state])
  useRoomEvent('own.bids', ({ auctionId, bids }) => setKnown(knowing(auctionId, bids)))
  const asked = shown !== null && shown.standing.bids > 0 && heard !== shown.id && link.state === 'open'
  const ask = asked && you !== null ? shown.id : null
  useEffect(() => {
    if (ask === null) return
    let gone = false
    void withAuctions(hawker, (auctions) => auctions.mine(room, ask)).then((bids) => {
      if (isRefusal(bids) || gone) return
      setKnown(knowing(ask, bids))
      setHeard(ask)
    })
    return () => {
      gone = true
    }
  }, [ask, hawker, room])

  const who = you?.id ?? null
  const bid = useCallback<Auctions['bid']>(
    async ({ id }, upToMinor) => {
      setBidding(true)
      setRefusal(null)
      const answer = await withAuctions(hawker, (auctions) => auctions.bid(room, id, upToMinor))
      if (isRefusal(answer) && answer.refused === 'bid-too-low') {
        // Somebody was faster, and the next frame may be late.
        const now = await withAuctions(hawker, (auctions) => auctions.read(room, id, { limit: 1 }))
        if (!isRefusal(now)) turn({ type: 'standing', auctionId: id, standing: now.auction.standing })
      }
      setBidding(false)
      if (isRefusal(answer)) {
        setRefusal(answer)
        return answer
      }
      const { standing, ...bids } = answer
      turn({ type: 'standing', auctionId: id, standing })
      setKnown(knowing(id, bids))
      return null
    },
    [hawker, room],
  )

  const loadWon = useCallback(async () => {
    await asking.ask(
      () => hawker.orders.list({ limit: 20 }),
      (answer, since) => !isRefusal(answer) && setWon([...answer.orders, ...since].reduce(withWon, [])),
    )
  }, [asking, hawker])
  useSoon(loadWon, link.state === 'open' ? who : null)
  useRoomEvent('own.order', (order) => {
    asking.tell(order)
    setWon((orders) => withWon(orders, order))
  })

  const own = known !== null && known.of === shown?.id ? known.bids : null
  const auctions = useMemo(
    () => ({ spot, own, won, bidding, refusal, bid, seen, loadWon }),
    [spot, own, won, bidding, refusal, bid, seen, loadWon],
  )
  return <AuctionsContext value={auctions}>{children}</AuctionsContext>
}

export const useAuctions = (): Auctions => {
  const auctions = useContext(AuctionsContext)
  if (auctions === null) throw new Error('outside of a room')
  return auctions
}
