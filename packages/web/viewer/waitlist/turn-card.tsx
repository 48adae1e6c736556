// Whose turn it is sees it until it is over: what is held for him, how long, at which price.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveRoom } from '../../ui/live-room.ts'
import { useNow } from '../../ui/use-now.ts'
import { HeldCard } from '../checkout/held-card.tsx'
import { useSheets } from '../room/sheets.ts'
import { turnsOf } from './waits.ts'
import { useWaits } from './waits-provider.tsx'

export const TurnCard = () => {
  const { t } = useTranslation()
  const { hawker } = useLiveRoom()
  const sheets = useSheets()
  const { waits, load } = useWaits()
  const turn = turnsOf(waits)[0]
  const now = useNow(turn !== undefined)
  const over = turn !== undefined && (turn.holdEndsAt ?? now) <= now
  useEffect(() => {
    if (over) void load()
  }, [over, load])
  const top = sheets.stack[sheets.stack.length - 1]
  // Where it is bought it needs no card.
  const buying =
    (top?.kind === 'pay' && top.orders.some(({ id }) => id === turn?.id)) ||
    (top?.kind === 'product' && top.productId === turn?.productId)
  return (
    <HeldCard
      order={buying ? null : (turn ?? null)}
      now={now}
      title={t('wait.yourTurn')}
      take={t('wait.take')}
      takeOverSheet={t('product.buy')}
      testId="turn"
      onTake={(order) => sheets.open({ kind: 'pay', orders: [order] })}
      onPass={(order) => void hawker.orders.cancel(order.id).then(() => load())}
    />
  )
}
