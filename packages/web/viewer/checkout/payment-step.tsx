// Paying, as a step of the sheet: a card by Stripe, or the sandbox's page, which says that it is a test.
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoney } from '../../ui/format.ts'
import { CardIcon } from '../../ui/icons.tsx'
import { CardStep } from './card-step.tsx'
import styles from './checkout-sheet.module.css'
import type { Outcome, Purchase } from './purchase.ts'

type Paying = Extract<Purchase, { step: 'paying' | 'settling' }>

/** What a bank may do besides answering: for who wants to see how the room takes it. */
const BAD_DAYS = ['late', 'twice', 'never'] as const

interface Props {
  readonly purchase: Paying
  readonly onAct: (outcome: Outcome) => void
}

const SandboxStep = ({ purchase, onAct }: Props) => {
  const { t, i18n } = useTranslation()
  const busy = purchase.step === 'settling'
  const amount = formatMoney(purchase.payment.amountMinor, purchase.payment.currency, i18n.language, {
    cents: 'always',
  })
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
      <details className={styles.fold}>
        <summary>{t('payment.more')}</summary>
        {BAD_DAYS.map((outcome) => (
          <Button
            key={outcome}
            look="ghost"
            disabled={busy}
            data-testid={`payment-${outcome}`}
            onClick={() => onAct(outcome)}
          >
            {t(`payment.${outcome}`)}
          </Button>
        ))}
      </details>
    </section>
  )
}

export const PaymentStep = ({ purchase, onAct }: Props) =>
  purchase.payment.provider === 'stripe' ? (
    <CardStep payment={purchase.payment} onConfirmed={() => onAct('confirmed')} />
  ) : (
    <SandboxStep purchase={purchase} onAct={onAct} />
  )
