// A card, by Stripe's form in the sheet. Declined, it may be tried again; done, the server says when the money is here.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatMoney } from '../../ui/format.ts'
import { CardIcon, WarningIcon } from '../../ui/icons.tsx'
import styles from './checkout-sheet.module.css'
import type { PaymentSheet } from './purchase.ts'
import { type CardForm, openCardForm } from './stripe-script.ts'

type Doing = 'loading' | 'ready' | 'confirming' | 'failed'

export const CardStep = ({ payment, onConfirmed }: { payment: PaymentSheet; onConfirmed: () => void }) => {
  const { t, i18n } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const form = useRef<CardForm | null>(null)
  const [doing, setDoing] = useState<Doing>('loading')
  const [note, setNote] = useState<string | null>(null)
  const { clientSecret, publishableKey } = payment
  const { language } = i18n

  useEffect(() => {
    if (place.current === null || clientSecret === null || publishableKey === null) return
    let left = false
    openCardForm(place.current, { clientSecret, publishableKey, locale: language }).then(
      (opened) => {
        if (left) return opened.close()
        form.current = opened
        setDoing('ready')
      },
      () => !left && setDoing('failed'),
    )
    return () => {
      left = true
      form.current?.close()
      form.current = null
    }
  }, [clientSecret, publishableKey, language])

  const confirm = async () => {
    setDoing('confirming')
    setNote(null)
    const answer = await form.current?.confirm().catch(() => null)
    // Nobody knows: the money may have moved, so the order is looked at.
    if (!answer || answer.paid) return onConfirmed()
    setNote(answer.message ?? t('checkout.declined'))
    setDoing('ready')
  }

  const amount = formatMoney(payment.amountMinor, payment.currency, language, { cents: 'always' })
  return (
    <section className={styles.payment} aria-label={t('payment.card')} data-testid="payment">
      <h3>
        <CardIcon size={20} />
        {t('payment.card')}
        {payment.test && <span>{t('payment.test')}</span>}
      </h3>
      <b className="num">{amount}</b>
      <div ref={place} aria-busy={doing === 'loading'} data-testid="card-form" />
      {doing === 'failed' && <p role="alert">{t('payment.cardFailed')}</p>}
      {note !== null && (
        <p className={styles.warning} role="alert">
          <WarningIcon size={16} />
          {note}
        </p>
      )}
      <Button big disabled={doing !== 'ready'} data-testid="card-pay" onClick={() => void confirm()}>
        {doing === 'loading' || doing === 'confirming' ? t('checkout.moment') : t('checkout.pay', { total: amount })}
      </Button>
    </section>
  )
}
