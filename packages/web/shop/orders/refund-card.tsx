// Money goes back: all of it or a part, with a reason. Asks once more, and happens once whatever the line does.
import { newId } from '@hawker/sdk'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { typedMoney } from '../../staff/money.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { StepUp } from '../../staff/session/step-up.tsx'
import { formatMoney } from '../../ui/format.ts'
import styles from './order-page.module.css'
import { REASON_MAX, type RefundDraft, refundableOf, refundOf } from './refund.ts'
import { type ShopOrder, useRefund } from './use-orders.ts'

export const RefundCard = ({ order }: { order: ShopOrder }) => {
  const { t, i18n } = useTranslation()
  const refund = useRefund()
  const left = refundableOf(order)
  const [open, setOpen] = useState(false)
  const [sure, setSure] = useState(false)
  const [draft, setDraft] = useState<RefundDraft>({
    amount: typedMoney(left, order.currency),
    restock: order.state === 'paid',
    reason: '',
  })
  // One id for what is asked; another as soon as something else is.
  const [id, setId] = useState(() => newId(Date.now()))
  const asked = refundOf(order, draft)
  const fault = typeof asked === 'string' ? asked : null
  const whole = typeof asked !== 'string' && asked.amountMinor === left
  const money = (minor: number) => formatMoney(minor, order.currency, i18n.language)
  const set = (change: Partial<RefundDraft>) => {
    setDraft({ ...draft, ...change })
    setSure(false)
    setId(newId(Date.now()))
    refund.reset()
  }
  const send = () => {
    if (typeof asked !== 'string') refund.mutate({ id: order.id, refund: { id, ...asked } })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typeof asked === 'string') return
    if (sure) send()
    else setSure(true)
  }
  if (!open)
    return (
      <section className={styles.card}>
        <h2>{t('orders.refund')}</h2>
        <p className="quiet">{t('orders.refundLeft', { amount: money(left) })}</p>
        <Button variant="default" onClick={() => setOpen(true)} data-testid="refund-open">
          {t('orders.refundOpen')}
        </Button>
      </section>
    )
  return (
    <section className={styles.card}>
      <h2>{t('orders.refund')}</h2>
      <StepUp of={refund}>
        <form className={styles.form} onSubmit={submit} noValidate data-testid="refund-form">
          <TextInput
            label={t('orders.amount', { currency: order.currency })}
            description={t('orders.refundLeft', { amount: money(left) })}
            inputMode="decimal"
            autoComplete="off"
            value={draft.amount}
            error={fault && t(`orders.fault.${fault}`, { amount: money(left) })}
            onChange={(event) => set({ amount: event.currentTarget.value })}
            data-testid="refund-amount"
          />
          <TextInput
            label={t('orders.reason')}
            maxLength={REASON_MAX}
            value={draft.reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
            data-testid="refund-reason"
          />
          <Checkbox
            checked={draft.restock && whole}
            disabled={!whole}
            onChange={(event) => set({ restock: event.currentTarget.checked })}
            label={t('orders.restock', { count: order.quantity })}
            description={whole ? null : t('orders.restockWhole')}
            data-testid="refund-restock"
          />
          <RefusalNote error={refund.error} />
          {sure && typeof asked !== 'string' && (
            <p className={styles.sure} role="alert">
              {t('orders.sure', { amount: money(asked.amountMinor), name: order.buyerName })}
            </p>
          )}
          <div className={styles.end}>
            <Button variant="default" onClick={() => (sure ? setSure(false) : setOpen(false))}>
              {t('common.cancel')}
            </Button>
            <Button
              type="submit"
              {...(sure ? { color: 'red' } : {})}
              loading={refund.isPending}
              disabled={fault !== null}
              data-testid="refund-go"
            >
              {t(sure ? 'orders.refundDo' : 'orders.refundAsk')}
            </Button>
          </div>
        </form>
      </StepUp>
    </section>
  )
}
