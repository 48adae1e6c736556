// One order: what, for whom, what it cost, and what is to be done about it.
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useMay } from '../../staff/session/you.ts'
import { formatMoment } from '../../ui/format.ts'
import { LeftIcon } from '../../ui/icons.tsx'
import { useClock } from '../../ui/use-now.ts'
import { hrefOf } from '../place.ts'
import section from '../section.module.css'
import { Way } from '../way.tsx'
import { BuyerCard } from './buyer-card.tsx'
import { GoodsCard } from './goods-card.tsx'
import styles from './order-page.module.css'
import { PricesCard } from './prices-card.tsx'
import { mayGiveBack } from './refund.ts'
import { RefundCard } from './refund-card.tsx'
import { RefundsCard } from './refunds-card.tsx'
import { ShipCard } from './ship-card.tsx'
import { StateTag } from './state-tag.tsx'
import { useMates, useOrder, useRooms } from './use-orders.ts'

export const OrderPage = ({ id }: { id: string }) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const mayRefund = useMay('money.write')
  const { data: order, error, isPending } = useOrder(id)
  const mates = useMates(order ?? { id: id as never, basketId: undefined })
  const room = useRooms().data?.find((one) => one.id === order?.roomId)
  const moment = (at: number) => formatMoment(at, clock.now(), i18n.language)
  return (
    <>
      <Way className={section.back} href={hrefOf('orders')}>
        <LeftIcon size={16} />
        {t('orders.title')}
      </Way>
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      {!order && <RefusalNote error={error} />}
      {order && (
        <article data-testid="order-page" data-state={order.state} data-refunded={order.refundedMinor}>
          <div className={section.top}>
            <h1>{t('orders.of', { name: order.buyerName })}</h1>
            <StateTag state={order.state} />
            {order.test && <em className={section.tag}>{t('orders.test')}</em>}
            {order.turn && !order.auctionId && <em className={section.tag}>{t('orders.turn')}</em>}
            {order.auctionId && <em className={section.tag}>{t('orders.auction')}</em>}
          </div>
          <p className={styles.times}>
            {t('orders.placed', { time: moment(order.placedAt), room: room?.title ?? order.roomId })}
            {order.paidAt !== null && ` · ${t('orders.paid', { time: moment(order.paidAt) })}`}
            {order.shipment && ` · ${t('orders.sent', { time: moment(order.shipment.shippedAt) })}`}
            <code>{order.id}</code>
          </p>
          <div className={styles.cards}>
            <div>
              <GoodsCard order={order} mates={mates ?? []} />
              <PricesCard orders={[order, ...(mates ?? [])]} />
              {(order.refundedMinor > 0 || order.state === 'refunded') && <RefundsCard order={order} />}
            </div>
            <div>
              {(order.state === 'paid' || order.state === 'shipped') && <ShipCard order={order} mates={mates} />}
              <BuyerCard order={order} />
              {mayRefund && mayGiveBack(order) && <RefundCard key={order.refundedMinor} order={order} />}
            </div>
          </div>
        </article>
      )}
    </>
  )
}
