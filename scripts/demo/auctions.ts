// The demo's auctions: the assistant puts a piece up now and then, some visitors bid as far as it is worth to them.
import { type Auction, type Hawker, isRefusal, type Room, type ShelfItem } from '@hawker/sdk'
import { createAuctions } from '@hawker/sdk/auction'
import { createShop } from '@hawker/sdk/shop'
import { AUCTION } from './shop.ts'

interface Somebody {
  readonly hawker: Hawker
  readonly room: Room
  readonly name: string
}

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      done()
    })
  })

/** Whole units of a currency with cents. */
const whole = (minor: number): number => Math.max(1, Math.round(minor / 100)) * 100

const priceOf = (item: ShelfItem, skuId: string): number => item.skus.find(({ id }) => id === skuId)?.priceMinor ?? 0

/** A share of 0 to 1 that is always the same for one bidder in one auction. */
const shareOf = (name: string, auction: Auction): number => {
  let hash = 0
  for (const char of `${auction.id}${name}`) hash = (hash * 31 + char.charCodeAt(0)) % 1_009
  return hash / 1_009
}

/** Puts one piece up after another, with time between; not beside a flash price or a coupon. */
export const auctionOff = async ({ hawker, room }: Somebody, signal: AbortSignal): Promise<void> => {
  const { auctions } = createShop(hawker.call)
  await sleep(AUCTION.firstAfterMs, signal)
  for (let turn = 0; !signal.aborted; ) {
    const { room: facts, launch, drops, auction, shelf } = room.state
    const number = AUCTION.numbers[turn % AUCTION.numbers.length]
    const item = shelf.find((one) => one.number === number)
    const sku = item?.skus.find(({ stock, waiting = 0 }) => stock - waiting > 1)
    const busy = facts?.status !== 'live' || auction !== null || launch?.flash != null || drops.length > 0
    if (busy || !item || !sku) {
      if (!busy) turn++
      await sleep(1_000, signal)
      continue
    }
    const { lastsMs, extendsMs, start, step } = AUCTION
    const terms = { startMinor: whole(sku.priceMinor * start), stepMinor: whole(sku.priceMinor * step) }
    await auctions.open(room.id, { skuId: sku.id, ...terms, lastsMs, extendsMs })
    turn++
    await sleep(AUCTION.everyMs, signal)
  }
}

/** One of those who want the piece bids, if it is still worth it to him: mostly the next step, at times all he would pay. */
export const bid = async (visitors: readonly Somebody[]): Promise<void> => {
  const auction = visitors[0]?.room.state.auction
  const item = visitors[0]?.room.state.shelf.find(({ productId }) => productId === auction?.productId)
  if (!auction || !item) return
  const wanting = [...visitors].sort((a, b) => shareOf(a.name, auction) - shareOf(b.name, auction))
  const one = wanting[Math.floor(Math.random() * Math.min(AUCTION.bidders, wanting.length))]
  if (!one) return
  const auctions = createAuctions(one.hawker)
  const own = await auctions.mine(one.room.id, auction.id)
  const { standing } = one.room.state.auction ?? auction
  if (isRefusal(own) || own.leads) return
  const { leastLimit, mostLimit } = AUCTION
  const share = leastLimit + (mostLimit - leastLimit) * shareOf(`${one.name}!`, auction)
  const most = whole(priceOf(item, auction.skuId) * share)
  if (standing.nextMinor > most) return
  await auctions.bid(one.room.id, auction.id, Math.random() < 0.3 ? most : standing.nextMinor)
}
