// Says that an order is on its way, with what goes into the same parcel; again, it corrects what was said.
import { Button, Checkbox, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import styles from './order-page.module.css'
import { CARRIER_MAX, CODE_MAX, draftOf, isPage, type ShipDraft, shipmentOf, URL_MAX } from './shipment.ts'
import { type ShopOrder, useShip } from './use-orders.ts'

const CARRIER_KEY = 'hawker.carrier'

const lastCarrier = (): string => {
  try {
    return localStorage.getItem(CARRIER_KEY) ?? ''
  } catch {
    return ''
  }
}
const rememberCarrier = (carrier: string) => {
  try {
    localStorage.setItem(CARRIER_KEY, carrier)
  } catch {
    // Typed again next time.
  }
}

const Sent = ({ order, onCorrect }: { order: ShopOrder; onCorrect: () => void }) => {
  const { t } = useTranslation()
  const { carrier, trackingCode, trackingUrl } = order.shipment!
  return (
    <>
      <p className={styles.sent} data-testid="order-shipment">
        <b>{carrier}</b> {trackingCode}
        {trackingUrl !== null && isPage(trackingUrl) && (
          <a href={trackingUrl} target="_blank" rel="noreferrer">
            {t('orders.follow')}
          </a>
        )}
      </p>
      <Button variant="default" onClick={onCorrect} data-testid="ship-correct">
        {t('orders.correct')}
      </Button>
    </>
  )
}

export const ShipCard = ({ order, mates }: { order: ShopOrder; mates: readonly ShopOrder[] | null }) => {
  const { t } = useTranslation()
  const ship = useShip()
  const [correcting, setCorrecting] = useState(false)
  const [typed, setTyped] = useState<Partial<ShipDraft>>({})
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const draft = { ...draftOf(order.shipment, lastCarrier()), ...typed }
  const shipment = shipmentOf(draft)
  // What was paid with it and is in the same state goes with it, unless it is taken out.
  const along = mates?.filter(({ state }) => state === order.state) ?? []
  const ids = [order.id, ...along.map(({ id }) => id).filter((id) => !left.has(id))]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typeof shipment === 'string') return
    ship.mutate(
      { ids, shipment },
      {
        onSuccess: () => {
          rememberCarrier(shipment.carrier)
          setCorrecting(false)
          setTyped({})
        },
      },
    )
  }
  const text = (part: keyof ShipDraft, max: number, more = {}) => (
    <TextInput
      label={t(`orders.ship.${part}`)}
      maxLength={max}
      autoComplete="off"
      value={draft[part]}
      onChange={(event) => setTyped({ ...typed, [part]: event.currentTarget.value })}
      data-testid={`ship-${part}`}
      {...more}
    />
  )
  const sent = order.state === 'shipped'
  return (
    <section className={styles.card}>
      <h2>{t(sent ? 'orders.onItsWay' : 'orders.toSend')}</h2>
      {sent && !correcting ? (
        <Sent order={order} onCorrect={() => setCorrecting(true)} />
      ) : (
        <form className={styles.form} onSubmit={submit} noValidate data-testid="ship-form">
          {text('carrier', CARRIER_MAX)}
          {text('code', CODE_MAX)}
          {text('url', URL_MAX, {
            inputMode: 'url',
            placeholder: 'https://',
            error: draft.url.trim() !== '' && !isPage(draft.url.trim()) ? t('orders.fault.url') : null,
          })}
          {along.map(({ id, title, quantity }) => (
            <Checkbox
              key={id}
              checked={!left.has(id)}
              onChange={(event) => {
                const next = new Set(left)
                if (event.currentTarget.checked) next.delete(id)
                else next.add(id)
                setLeft(next)
              }}
              label={t('orders.along', { quantity, title })}
            />
          ))}
          <RefusalNote error={ship.error} />
          <div className={styles.end}>
            {correcting && (
              <Button variant="default" onClick={() => setCorrecting(false)}>
                {t('common.cancel')}
              </Button>
            )}
            <Button
              type="submit"
              loading={ship.isPending}
              disabled={typeof shipment === 'string' || mates === null}
              data-testid="ship-save"
            >
              {sent ? t('common.save') : t('orders.markSent', { count: ids.length })}
            </Button>
          </div>
        </form>
      )}
    </section>
  )
}
