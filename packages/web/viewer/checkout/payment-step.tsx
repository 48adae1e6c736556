// The sandbox's page, as a step of the sheet: it says that it is a test, and offers both answers of a bank.
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoney } from '../../ui/format.ts'
import { CardIcon } from '../../ui/icons.tsx'
import styles from './checkout-sheet.module.css'
import type { Purchase } from './purchase.ts'

type Paying = Extract<Purchase, { step: 'paying' | 'settling' }>

export const PaymentStep = ({
  purchase,
  onAct,
}: {
  purchase: Paying
  onAct: (outcome: 'approve' | 'decline') => void
}) => {
  const { t, i18n } = useTranslation()
  const { order } = purchase
  const busy = purchase.step === 'settling'
  const amount = formatMoney(order.totalMinor, order.currency, i18n.language, { cents: 'always' })
  return (
    <section className={styles.payment} aria-label={t('payment.title')} data-testid="payment">
      <h3>
        <CardIcon size={20} />
        {t('payment.title')}
        <span>{t('payment.test')}</span>
      </h3>
      <b className="num">{amount}</b>
      <p>{t('payment.text')}</p>
      <Button big disabled={busy} data-testid="payment-approve" onClick={() => onAct('approve')}>
        {busy ? t('checkout.moment') : t('payment.approve')}
      </Button>
      <Button big look="ghost" disabled={busy} data-testid="payment-decline" onClick={() => onAct('decline')}>
        {t('payment.decline')}
      </Button>
    </section>
  )
}
