// What the next launch is given: how long it stands, a countdown before it, a price for the first pieces.
import type { ShelfItem } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { BoltIcon } from '../../ui/icons.tsx'
import { type LaunchForm, withFlash } from './launch-form.ts'
import styles from './row.module.css'

const MINUTES = [null, 1, 3, 5, 10, 20] as const
const COUNTDOWNS = [null, 10, 30, 60, 180, 300] as const

interface Props {
  readonly item: ShelfItem
  readonly form: LaunchForm
  readonly onChange: (form: LaunchForm) => void
}

export const LaunchField = ({ item, form, onChange }: Props) => {
  const { t } = useTranslation()
  const { flash } = form
  const typed = (part: keyof NonNullable<LaunchForm['flash']>) => (event: { currentTarget: HTMLInputElement }) =>
    flash && onChange({ ...form, flash: { ...flash, [part]: event.currentTarget.value } })
  return (
    <div className={styles.form}>
      <fieldset className={styles.lasts}>
        <legend className="sr-only">{t('console.lasts')}</legend>
        <span aria-hidden="true">{t('console.lasts')}</span>
        {MINUTES.filter((choice) => choice !== null || flash === null).map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={choice === form.minutes}
            onClick={() => onChange({ ...form, minutes: choice })}
          >
            {choice === null ? t('console.openEnd') : t('console.minutes', { count: choice })}
          </button>
        ))}
      </fieldset>
      <fieldset className={styles.lasts} data-testid="countdown-field">
        <legend className="sr-only">{t('console.countdown')}</legend>
        <span aria-hidden="true">{t('console.countdown')}</span>
        {COUNTDOWNS.map((choice) => (
          <button
            key={choice}
            type="button"
            aria-pressed={choice === form.countdownS}
            onClick={() => onChange({ ...form, countdownS: choice })}
          >
            {choice === null
              ? t('console.atOnce')
              : choice < 60
                ? t('console.seconds', { count: choice })
                : t('console.minutes', { count: choice / 60 })}
          </button>
        ))}
      </fieldset>
      <div className={styles.lasts}>
        <button
          type="button"
          aria-pressed={flash !== null}
          data-testid="flash-toggle"
          onClick={() => onChange(flash ? { ...form, flash: null } : withFlash(form, item))}
        >
          <BoltIcon size={12} />
          {t('console.flash')}
        </button>
        {flash && (
          <>
            <label>
              {t('console.flashPrice', { currency: item.currency })}
              <input inputMode="decimal" value={flash.price} onChange={typed('price')} data-testid="flash-price" />
            </label>
            <label>
              {t('console.flashPieces')}
              <input inputMode="numeric" value={flash.pieces} onChange={typed('pieces')} data-testid="flash-pieces" />
            </label>
            <label>
              {t('console.flashEach')}
              <input
                inputMode="numeric"
                value={flash.each}
                placeholder={t('console.noLimit')}
                onChange={typed('each')}
                data-testid="flash-each"
              />
            </label>
          </>
        )}
      </div>
    </div>
  )
}
