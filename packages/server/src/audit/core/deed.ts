// What an entry of the journal says somebody did. One that says it in another shape, or is part of another, is no deed.
import { type api, MAX_AMOUNT_MINOR, ROOM_STATUSES, type RoomStatus } from '@hawker/protocol'

type Deed = api.audit.Deed
type Kind = Deed['deed']
/** A deed without who and when. */
export type Done = Omit<Deed, 'id' | 'at' | 'by'> & {
  /** It came about by itself, whoever stands in the entry: a buyer is nobody's staff. */
  readonly byItself?: true
}
type Said = Readonly<Record<string, unknown>>

export interface Entry {
  readonly kind: string
  readonly payload: unknown
  /** What the room was told in words. */
  readonly told: string | null
}

/** As much of a text as one line shows. */
export const TEXT_SHOWN_MAX = 200

const isAmount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_AMOUNT_MINOR
const isCurrency = (value: unknown): value is string => typeof value === 'string' && /^[A-Z]{3}$/.test(value)
const saidOf = (value: unknown): Said => (typeof value === 'object' && value !== null ? (value as Said) : {})

const text = <K extends string>(name: K, value: unknown): { [P in K]?: string } =>
  typeof value === 'string' && value !== ''
    ? ({ [name]: [...value].slice(0, TEXT_SHOWN_MAX).join('') } as { [P in K]?: string })
    : {}
const whole = <K extends string>(name: K, value: unknown): { [P in K]?: number } =>
  Number.isSafeInteger(value) ? ({ [name]: value } as { [P in K]?: number }) : {}
const status = (value: unknown): { status?: RoomStatus } => {
  const known = ROOM_STATUSES.find((one) => one === value)
  return known ? { status: known } : {}
}
/** Money is told with its currency or not at all. */
const money = (
  { currency }: Said,
  amount: unknown,
  was?: unknown,
): Pick<Done, 'amountMinor' | 'wasMinor' | 'currency'> =>
  isAmount(amount) && isCurrency(currency)
    ? { currency, amountMinor: amount, ...(isAmount(was) ? { wasMinor: was } : {}) }
    : {}

const CLOSED: Readonly<Record<string, Kind>> = {
  ...{ retracted: 'retracted', ended: 'ended', 'sold-out': 'sold-out', undone: 'undone' },
}
const DROP_CLOSED: Readonly<Record<string, Kind>> = {
  ...{ ended: 'drop-ended', taken: 'drop-taken', retracted: 'drop-retracted' },
}

/** A product on this room's shelf was changed: catalogue says how in `change`. */
const changeOf = (change: Said, products: number): Done => {
  const about = { ...text('title', change.title), ...text('sku', change.sku) }
  const { pieces, priceMinor, wasMinor, onSale } = change
  const count = Number.isSafeInteger(pieces) && pieces !== 0 ? { count: Math.abs(pieces as number) } : {}
  if (change.imported === true) return { deed: 'imported', count: products }
  if (change.added === true) return { deed: 'sku-added', ...about, ...count, ...money(change, priceMinor) }
  if (isAmount(priceMinor)) return { deed: 'price-changed', ...about, ...count, ...money(change, priceMinor, wasMinor) }
  if (count.count !== undefined) return { deed: (pieces as number) > 0 ? 'restocked' : 'taken-out', ...about, ...count }
  if (typeof onSale === 'boolean') return { deed: onSale ? 'put-on-sale' : 'taken-off-sale', ...about }
  return { deed: about.sku === undefined ? 'product-changed' : 'sku-changed', ...about }
}

const editOf = (change: Said): Done =>
  Object.keys(change).length === 1 && typeof change.announcement === 'string'
    ? { deed: 'announced', ...text('text', change.announcement) }
    : { deed: 'edited' }

/** Null: no deed, or told by another entry. */
export const doneOf = ({ kind, payload, told }: Entry): Done | null => {
  const said = saidOf(payload)
  const title = text('title', said.title)
  const number = whole('number', said.number)
  switch (kind) {
    case 'launch.opened': {
      if (said.undo === true) return { deed: 'shown-again', ...title, ...number }
      const flash = saidOf(said.flash)
      if (!isAmount(flash.priceMinor)) return { deed: 'launched', ...title, ...number }
      const price = money(said, flash.priceMinor)
      return { deed: 'flashed', ...title, ...number, ...price, ...whole('count', flash.quantity) }
    }
    case 'launch.on-sale':
      return { deed: 'on-sale', ...title }
    case 'launch.closed': {
      const deed = CLOSED[String(said.reason)]
      return deed === undefined ? null : { deed, ...title }
    }
    case 'shelf.changed':
      if (Array.isArray(said.places)) return { deed: 'shelf-set', count: said.places.length }
      return changeOf(saidOf(said.change), Array.isArray(said.products) ? said.products.length : 0)
    case 'shelf.explaining':
      return typeof said.explaining === 'string' ? { deed: 'explaining', ...title, ...number } : { deed: 'explained' }
    case 'room.created':
      return { deed: 'created', ...title }
    case 'room.moved':
      return { deed: 'moved', ...status(said.to) }
    case 'room.edited':
      return editOf(saidOf(said.change))
    case 'notice.told':
      return { deed: 'told', ...text('text', told) }
    case 'notice.broadcast':
      return { deed: 'told-all', ...text('text', told) }
    case 'push-address.read':
      return { deed: 'push-address-read' }
    case 'push-address.regenerated':
      return { deed: 'push-address-new' }
    case 'coupon.dropped':
      return { deed: 'dropped', ...title, ...whole('count', said.quantity) }
    case 'coupon.closed': {
      const deed = DROP_CLOSED[String(said.reason)]
      return deed === undefined ? null : { deed, ...title }
    }
    case 'gift.put':
    case 'gift.removed':
      return { deed: kind === 'gift.put' ? 'gift-put' : 'gift-removed', ...text('title', giftName(said.gift)) }
    case 'auction.opened':
    case 'auction.closed':
      return { deed: kind === 'auction.opened' ? 'auction-opened' : 'auction-closed', ...title }
    case 'auction.offered':
      return { deed: 'auction-offered', ...title, ...whole('count', said.bidder), ...money(said, said.priceMinor) }
    case 'order.shipped':
      return { deed: 'shipped', ...text('orderId', said.orderId) }
    case 'order.refunded':
      // Without a refund of somebody's: the money came when there was nothing to give for it any more.
      return said.refund === undefined
        ? { deed: 'refunded-late', byItself: true, ...text('orderId', said.orderId), ...money(said, said.totalMinor) }
        : { deed: 'refunded', ...text('orderId', said.orderId), ...money(said, said.amountMinor) }
    default:
      return null
  }
}

const giftName = (gift: unknown): unknown => saidOf(gift).name
