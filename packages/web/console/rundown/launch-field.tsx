// What the next launch is given: a price for the first pieces, a countdown before it, how long it stands. All may be empty.
import type { ShelfItem } from '@hawker/sdk'
import { type ChangeEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { freeOf } from '../../staff/room/lineup.ts'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import styles from './launch-field.module.css'
import { askOf, type LaunchForm, lowestOf, priceHint, withPrice } from './launch-form.ts'
import { RanBefore } from './ran-before.tsx'

interface Props {
  readonly item: ShelfItem
  readonly form: LaunchForm
  readonly onChange: (form: LaunchForm) => void
}

export const LaunchField = ({ item, form, onChange }: Props) => {
  const { t, i18n } = useTranslation()
  const said = useId()
  const asked = askOf(form, item)
  const fault = typeof asked === 'string' ? asked : null
  const flash = form.price.trim() !== ''
  const timed = form.countdown.trim() !== '' || form.minutes.trim() !== ''
  const was = formatMoney(lowestOf(item), item.currency, i18n.language)
  const typed = (part: keyof LaunchForm) => (event: ChangeEvent<HTMLInputElement>) =>
    onChange({ ...form, [part]: event.currentTarget.value })
  const shared = (part: keyof LaunchForm) => ({
    value: form[part],
    inputMode: 'numeric' as const,
    onChange: typed(part),
    'aria-invalid': fault === part || (part === 'minutes' && fault === 'flash-end'),
    'aria-describedby': said,
  })
  return (
    <fieldset className={styles.form}>
      <legend className="sr-only">{t('console.howLaunched')}</legend>
      <label>
        <span>{t('console.flashWas', { price: was })}</span>
        <input
          {...shared('price')}
          inputMode="decimal"
          placeholder={priceHint(item)}
          onChange={(event) => onChange(withPrice(form, event.currentTarget.value, item))}
          data-testid="flash-price"
        />
      </label>
      <label>
        <span>{t('console.flashPieces')}</span>
        <input {...shared('pieces')} disabled={!flash} data-testid="flash-pieces" />
      </label>
      <label>
        <span>{t('console.flashEach')}</span>
        <input {...shared('each')} disabled={!flash} placeholder={t('console.noLimit')} data-testid="flash-each" />
      </label>
      <label>
        <span>{t('console.countdown')}</span>
        <span className={styles.unit} data-unit={t('console.unit.seconds')}>
          <input {...shared('countdown')} placeholder={t('console.atOnce')} data-testid="launch-countdown" />
        </span>
      </label>
      <label>
        <span>{t('console.lasts')}</span>
        <span className={styles.unit} data-unit={t('console.unit.minutes')}>
          <input {...shared('minutes')} placeholder={t('console.openEnd')} data-testid="launch-minutes" />
        </span>
      </label>
      <p id={said} role="status" data-fault={fault ?? undefined}>
        {fault && t(`console.launchFault.${fault}`, { price: was, free: formatNumber(freeOf(item), i18n.language) })}
      </p>
      {timed && <RanBefore productId={item.productId} />}
    </fieldset>
  )
}
