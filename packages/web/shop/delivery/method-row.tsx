import type { DeliveryMethod } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '../../ui/format.ts'
import { CloseIcon, DownIcon, UpIcon } from '../../ui/icons.tsx'
import styles from './delivery.module.css'
import { useCountryNames } from './use-country-names.ts'

interface Props {
  readonly method: DeliveryMethod
  readonly mayWrite: boolean
  readonly onUp: (() => void) | null
  readonly onDown: (() => void) | null
  readonly onEdit: () => void
  readonly onRemove: () => void
}

export const MethodRow = ({ method, mayWrite, onUp, onDown, onEdit, onRemove }: Props) => {
  const { t, i18n } = useTranslation()
  const names = useCountryNames()
  const { name, currency, priceMinor, freeFromMinor, countries, daysMin, daysMax } = method
  const money = (minor: number) => formatMoney(minor, currency, i18n.language)
  const move = (way: 'up' | 'down', onMove: (() => void) | null) => (
    <button
      type="button"
      disabled={onMove === null || !mayWrite}
      onClick={() => onMove?.()}
      aria-label={t(`delivery.${way}`, { name })}
    >
      {way === 'up' ? <UpIcon size={16} /> : <DownIcon size={16} />}
    </button>
  )
  return (
    <li className={styles.row} data-testid="method-row" data-method={method.id}>
      <span className={styles.order}>
        {move('up', onUp)}
        {move('down', onDown)}
      </span>
      <div className={styles.what}>
        <b>{name}</b>
        <small>
          {countries === null ? t('delivery.everywhere') : names(countries)}
          {' · '}
          {daysMin === daysMax
            ? t('delivery.days', { count: daysMax })
            : t('delivery.daysFromTo', { from: daysMin, count: daysMax })}
        </small>
      </div>
      <div className={`${styles.price} num`}>
        <b>{priceMinor === 0 ? t('delivery.free') : money(priceMinor)}</b>
        {freeFromMinor !== null && priceMinor > 0 && (
          <small>{t('delivery.freeFrom', { amount: money(freeFromMinor) })}</small>
        )}
      </div>
      {mayWrite && (
        <span className={styles.acts}>
          <Button variant="default" onClick={onEdit} data-testid="method-edit">
            {t('delivery.change')}
          </Button>
          <button
            type="button"
            onClick={onRemove}
            aria-label={t('delivery.remove', { name })}
            data-testid="method-remove"
          >
            <CloseIcon size={18} />
          </button>
        </span>
      )}
    </li>
  )
}
