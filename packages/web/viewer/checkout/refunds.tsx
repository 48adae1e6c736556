// What came back of an order: the sum, and on a tap each refund with its day and how far it is.
import { type Answer, type Hawker, isRefusal, type Order } from '@hawker/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { DownIcon } from '../../ui/icons.tsx'
import { useClock } from '../../ui/use-now.ts'
import styles from './refunds.module.css'
import { withCheckout } from './sdk.ts'

type Refund = Answer<'commerce.listRefunds'>['refunds'][number]
type Loaded = readonly Refund[] | 'loading' | 'failed'

const RefundLine = ({ refund, order }: { refund: Refund; order: Order }) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { state, cause, askedAt, sentAt, amountMinor } = refund
  return (
    <li data-testid="refund" data-state={state}>
      <b className="num">{formatMoney(amountMinor, order.currency, i18n.language, { cents: 'always' })}</b>
      <span className="num">
        {formatMoment(sentAt ?? askedAt, clock.now(), i18n.language)} · {t(`orders.refund.${state}`)}
        {cause !== 'staff' && ` · ${t(`orders.refundCause.${cause}`)}`}
      </span>
    </li>
  )
}

export const Refunds = ({ order, hawker }: { order: Order; hawker: Hawker }) => {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(false)
  const [loaded, setLoaded] = useState<Loaded>('loading')
  const load = async () => {
    setLoaded('loading')
    const answer = await withCheckout(hawker, ({ refunds }) => refunds.of(order.id))
    setLoaded(isRefusal(answer) ? 'failed' : answer.refunds)
  }
  const turn = () => {
    if (!open) void load()
    setOpen(!open)
  }
  const amount = formatMoney(order.refundedMinor, order.currency, i18n.language, { cents: 'always' })
  return (
    <div className={styles.refunds}>
      <button type="button" aria-expanded={open} data-testid="refunds-open" onClick={turn}>
        <span className="num">{t('orders.refundedPart', { amount })}</span>
        <DownIcon size={14} />
      </button>
      {open && loaded === 'loading' && <p role="status">{t('common.loading')}</p>}
      {open && loaded === 'failed' && (
        <p>
          {t('common.failed')}
          <button type="button" onClick={() => void load()}>
            {t('common.retry')}
          </button>
        </p>
      )}
      {open && typeof loaded === 'object' && (
        <ul>
          {loaded.map((refund) => (
            <RefundLine key={refund.id} refund={refund} order={order} />
          ))}
        </ul>
      )}
    </div>
  )
}
