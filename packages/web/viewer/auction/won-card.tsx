// Who won sees it until it is paid: at which price, and how long it is held for him. So does to whom it is offered when the
// winner did not pay; he may pass.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveRoom } from '../../ui/live-room.ts'
import { useNow } from '../../ui/use-now.ts'
import { HeldCard } from '../checkout/held-card.tsx'
import { useSheets } from '../room/sheets.ts'
import { useAuctions } from './auction-provider.tsx'
import { useAuctionWords } from './use-auction-words.ts'

export const WonCard = () => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const words = useAuctionWords()
  const { hawker } = useLiveRoom()
  const { won, loadWon } = useAuctions()
  const order = won[0]
  const now = useNow(order !== undefined)
  const over = order !== undefined && order.holdEndsAt !== null && order.holdEndsAt <= now
  useEffect(() => {
    if (over) void loadWon()
  }, [over, loadWon])
  const top = sheets.stack[sheets.stack.length - 1]
  const paying = top?.kind === 'pay' && top.orders.some(({ id }) => id === order?.id)
  return (
    <HeldCard
      order={paying ? null : (order ?? null)}
      now={now}
      title={
        order
          ? t(order.turn ? 'auction.offered' : 'auction.youWon', { price: words.money(order.unitPriceMinor, order) })
          : ''
      }
      note={t(order?.turn ? 'auction.offeredWhy' : 'auction.payWithin')}
      take={t('auction.pay')}
      takeOverSheet={t('auction.pay')}
      testId="won"
      onTake={(held) => sheets.open({ kind: 'pay', orders: [held] })}
      {...(order?.turn ? { onPass: (held) => void hawker.orders.cancel(held.id).then(loadWon) } : {})}
    />
  )
}
