// The pinned product card as a machine: what is shown, how, and what comes next. Pure; time is handed in.
import type { Launch, ShelfItem } from '@hawker/sdk'
import { isTeaser } from '../../ui/offer.ts'
import { stockView } from '../../ui/stock.ts'

/** Untouched, a card shrinks to a chip after this. */
export const COLLAPSE_AFTER_MS = 15_000
/** How long a product that ended stays, grey. */
export const ENDED_STAYS_MS = 3000
/** The old card fades before the new one slides in; never both. */
export const REPLACED_FADES_MS = 140

/** What sold out stays longer: people look twice, and may want to wait for one. */
export const SOLD_OUT_STAYS_MS = 10_000

export type Ending = 'retracted' | 'replaced' | 'ended' | 'sold-out' | 'undone'

interface Shown {
  readonly launch: Launch
  readonly item: ShelfItem
}

export type CardState =
  | { readonly name: 'empty' }
  | (Shown & { readonly name: 'card'; readonly since: number; readonly touched: boolean })
  | (Shown & { readonly name: 'chip' })
  | (Shown & { readonly name: 'ended'; readonly since: number; readonly reason: Ending })
  | (Shown & { readonly name: 'leaving'; readonly since: number; readonly next: Shown })

export type CardTurn =
  /** What the room shows now, and how the last launch ended. */
  | {
      readonly type: 'room'
      readonly launch: Launch | null
      readonly item: ShelfItem | null
      readonly ended: { readonly launchId: string; readonly reason: Ending } | null
    }
  | { readonly type: 'tick' }
  | { readonly type: 'touch' }

export const NO_CARD: CardState = { name: 'empty' }

const staysMs = (reason: Ending): number => (reason === 'sold-out' ? SOLD_OUT_STAYS_MS : ENDED_STAYS_MS)

const card = (shown: Shown, now: number, touched = false): CardState => ({
  name: 'card',
  launch: shown.launch,
  item: shown.item,
  since: now,
  touched,
})

const onRoom = (state: CardState, turn: Extract<CardTurn, { type: 'room' }>, now: number): CardState => {
  const { launch, item, ended } = turn
  if (launch === null || item === null) {
    if (state.name === 'empty' || state.name === 'ended') return state
    const last = state.name === 'leaving' ? state.next : state
    const reason = ended?.launchId === last.launch.id ? ended.reason : 'retracted'
    return { name: 'ended', launch: last.launch, item: last.item, since: now, reason }
  }
  const next = { launch, item }
  if (state.name === 'empty') return card(next, now)
  if (state.name === 'leaving') return { ...state, next }
  if (state.launch.id === launch.id && state.name !== 'ended')
    return state.item === item && state.launch === launch ? state : { ...state, launch, item }
  return { name: 'leaving', launch: state.launch, item: state.item, since: now, next }
}

const onTick = (state: CardState, now: number): CardState => {
  if (state.name === 'card' && !state.touched && now - state.since >= COLLAPSE_AFTER_MS)
    return { name: 'chip', launch: state.launch, item: state.item }
  if (state.name === 'ended' && now - state.since >= staysMs(state.reason)) return NO_CARD
  if (state.name === 'leaving' && now - state.since >= REPLACED_FADES_MS) return card(state.next, now)
  return state
}

export const turnCard = (state: CardState, turn: CardTurn, now: number): CardState => {
  switch (turn.type) {
    case 'room':
      return onRoom(state, turn, now)
    case 'tick':
      return onTick(state, now)
    case 'touch':
      if (state.name === 'chip') return card(state, now, true)
      return state.name === 'card' ? { ...state, touched: true } : state
    default:
      turn satisfies never
      return state
  }
}

/** When the machine wants its next tick; null when nothing is due. */
export const cardDueAt = (state: CardState): number | null => {
  if (state.name === 'card') return state.touched ? null : state.since + COLLAPSE_AFTER_MS
  if (state.name === 'ended') return state.since + staysMs(state.reason)
  if (state.name === 'leaving') return state.since + REPLACED_FADES_MS
  return null
}

export interface Totals {
  readonly free: number
  readonly stocked: number
}

export const totalsOf = (item: ShelfItem): Totals => ({
  free: item.skus.reduce((sum, sku) => sum + sku.stock, 0),
  stocked: item.skus.reduce((sum, sku) => sum + sku.stocked, 0),
})

/** How the offer stands: what the card says and whether Buy can be pressed. */
export type Offer = 'teaser' | 'on-sale' | 'last-few' | 'sold-out' | 'checking'

export const offerOf = (
  item: ShelfItem,
  { opensAt, endsAt }: Pick<Launch, 'opensAt' | 'endsAt'>,
  now: number,
): Offer => {
  const { free, stocked } = totalsOf(item)
  const { kind } = stockView(free, stocked)
  if (kind === 'sold-out') return 'sold-out'
  if (isTeaser({ opensAt }, now)) return 'teaser'
  if (endsAt !== null && now >= endsAt) return 'checking'
  return kind === 'last' ? 'last-few' : 'on-sale'
}
