// What an entry of the journal says of points. An entry that says it in another shape says nothing: nobody waits for it.
import type { api, Currency, Millis, UserId } from '@hawker/protocol'

export interface Entry {
  readonly kind: string
  readonly by: string | null
  readonly at: Millis
  readonly payload: unknown
}

export type Fact =
  | { readonly type: 'spoke' | 'watched'; readonly at: Millis; readonly counts: readonly (readonly [UserId, number])[] }
  | { readonly type: 'gave'; readonly source: string; readonly user: UserId; readonly coins: number }
  | {
      readonly type: 'paid'
      readonly source: string
      readonly user: UserId
      readonly minor: number
      readonly currency: Currency
    }
  /** Null: all of it. */
  | { readonly type: 'went-back'; readonly source: string; readonly amount: number | null }
  | { readonly type: 'rules'; readonly rules: api.levels.LevelRules }

export const KINDS = [
  ...['room.spoke', 'room.watched', 'levels.rules', 'order.paid', 'order.refunded'],
  // One gift an entry, and a batch of them.
  ...['gift.sent', 'gifts.sent', 'gift.reversed'],
] as const

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0

const countsOf = (payload: Record<string, unknown>) =>
  Object.entries(payload).filter((pair): pair is [UserId, number] => isCount(pair[1]))

const giftsOf = (gifts: unknown): Fact[] =>
  (Array.isArray(gifts) ? gifts : []).flatMap((gift): Fact[] => {
    const [id, user, coins] = Array.isArray(gift) ? (gift as unknown[]) : []
    if (typeof id !== 'string' || typeof user !== 'string' || !isCount(coins)) return []
    return [{ type: 'gave', source: `gift:${id}`, user: user as UserId, coins }]
  })

export const factsOf = (entry: Entry): readonly Fact[] => {
  if (entry.kind === 'gifts.sent') return giftsOf((entry.payload as { gifts?: unknown } | null)?.gifts)
  const fact = factOf(entry)
  return fact === null ? [] : [fact]
}

const factOf = ({ kind, by, at, payload }: Entry): Fact | null => {
  if (typeof payload !== 'object' || payload === null) return null
  const said = payload as Record<string, unknown>
  const { orderId, transferId, coins, totalMinor, currency, amountMinor } = said
  switch (kind) {
    case 'room.spoke':
    case 'room.watched':
      return { type: kind === 'room.spoke' ? 'spoke' : 'watched', at, counts: countsOf(said) }
    case 'gift.sent':
      if (typeof transferId !== 'string' || by === null || !isCount(coins)) return null
      return { type: 'gave', source: `gift:${transferId}`, user: by as UserId, coins }
    case 'gift.reversed':
      return typeof transferId === 'string' ? { type: 'went-back', source: `gift:${transferId}`, amount: null } : null
    case 'order.paid': {
      if (typeof orderId !== 'string' || by === null || !isCount(totalMinor) || typeof currency !== 'string')
        return null
      const money = { minor: totalMinor, currency: currency as Currency }
      return { type: 'paid', source: `order:${orderId}`, user: by as UserId, ...money }
    }
    case 'order.refunded': {
      if (typeof orderId !== 'string') return null
      return { type: 'went-back', source: `order:${orderId}`, amount: isCount(amountMinor) ? amountMinor : null }
    }
    case 'levels.rules':
      return { type: 'rules', rules: said as unknown as api.levels.LevelRules }
    default:
      return null
  }
}
