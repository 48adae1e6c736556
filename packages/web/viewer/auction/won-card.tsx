// Who won sees it until it is paid: at which price, and how long it is held for him.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../ui/use-now.ts'
import { HeldCard } from '../checkout/held-card.tsx'
import { useSheets } from '../room/sheets.ts'
import { useAuctions } from './auction-provider.tsx'
import { useAuctionWords } from './use-auction-words.ts'

export const WonCard = () => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const words = useAuctionWords()
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
      title={order ? t('auction.youWon', { price: words.money(order.unitPriceMinor, order) }) : ''}
      note={t('auction.payWithin')}
      take={t('auction.pay')}
      takeOverSheet={t('auction.pay')}
      testId="won"
      onTake={(held) => sheets.open({ kind: 'pay', orders: [held] })}
    />
  )
}
