// What was paid back of an order: how much, when, how far it is, why, and whether its pieces are on sale again.
import type { Answer } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import section from '../section.module.css'
import styles from './order-page.module.css'
import { type ShopOrder, useRefunds } from './use-orders.ts'

type Refund = Answer<'commerce.listRefunds'>['refunds'][number]

const TONES = { due: 'wait', sent: 'good', failed: 'bad' } as const

const Line = ({ refund, currency }: { refund: Refund; currency: ShopOrder['currency'] }) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { id, amountMinor, state, cause, askedAt, sentAt, restock, reason } = refund
  const moment = (at: number) => formatMoment(at, clock.now(), i18n.language)
  const facts = [
    t('orders.refundAsked', { time: moment(askedAt) }),
    sentAt === null ? null : t('orders.refundSent', { time: moment(sentAt) }),
    restock ? t('orders.onSaleAgain') : null,
  ].filter((fact) => fact !== null)
  const why = cause === 'staff' ? reason : t(`orders.refundCause.${cause}`)
  return (
    <li data-testid="shop-refund" data-refund={id} data-state={state}>
      <b className="num">{formatMoney(amountMinor, currency, i18n.language, { cents: 'always' })}</b>
      <em className={section.tag} data-tone={TONES[state]}>
        {t(`orders.refundState.${state}`)}
      </em>
      {why && <p>{why}</p>}
      {state === 'failed' && <p>{t('orders.refundFailed')}</p>}
      <small className="num">{facts.join(' · ')}</small>
    </li>
  )
}

export const RefundsCard = ({ order }: { order: ShopOrder }) => {
  const { t } = useTranslation()
  const { data, error, isPending } = useRefunds(order.id)
  return (
    <section className={styles.card}>
      <h2>{t('orders.refunds')}</h2>
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      <RefusalNote error={error} />
      <ul className={styles.refunds}>
        {data?.refunds.map((refund) => (
          <Line key={refund.id} refund={refund} currency={data.currency} />
        ))}
      </ul>
    </section>
  )
}
