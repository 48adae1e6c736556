// What moves while a gift is shown: chosen or dropped, looked at as viewers will see it, taken away.
import { createShop } from '@hawker/sdk/shop'
import { useMutation } from '@tanstack/react-query'
import { type DragEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useSaid } from '../../staff/use-said.ts'
import { formatNumber } from '../../ui/format.ts'
import { CloseIcon, PlayIcon, PlusIcon, WarningIcon } from '../../ui/icons.tsx'
import { useReducedMotion } from '../../ui/motion.ts'
import { EFFECT_MAX_BYTES } from '../limits.ts'
import styles from './effect-field.module.css'
import type { Effect } from './gift-draft.ts'

const ACCEPT = 'image/webp,image/png,image/apng,video/mp4'
const KINDS = { 'image/webp': 'WebP', 'image/png': 'APNG', 'video/mp4': 'MP4' } as const

/** Known without asking: the server would not read so much. */
class TooLarge extends Error {}

interface Props {
  readonly value: Effect | null
  readonly onChange: (value: Effect | null) => void
  /** While one is on its way. */
  readonly onSending: (sending: boolean) => void
}

const Preview = ({ effect }: { effect: Effect }) => {
  const { t } = useTranslation()
  const calm = useReducedMotion()
  const [turn, setTurn] = useState(0)
  // An address of its own for each turn: a picture that was shown before would not begin anew.
  const src = turn === 0 ? effect.url : `${effect.url}?turn=${turn}`
  const idle = calm && turn === 0
  return (
    <div className={styles.stage} data-testid="effect-preview" data-address={effect.url}>
      {!idle &&
        (effect.type === 'video/mp4' ? (
          <video key={turn} src={src} muted playsInline autoPlay aria-label={t('gifts.effect.alt')} />
        ) : (
          <img key={turn} src={src} alt={t('gifts.effect.alt')} />
        ))}
      <button
        type="button"
        aria-label={t(idle ? 'gifts.effect.play' : 'gifts.effect.again')}
        onClick={() => setTurn((count) => count + 1)}
        data-testid="effect-play"
      >
        <PlayIcon size={16} />
      </button>
    </div>
  )
}

export const EffectField = ({ value, onChange, onSending }: Props) => {
  const { t, i18n } = useTranslation()
  const { call } = useHawker()
  const say = useSaid()
  const [over, setOver] = useState(false)
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > EFFECT_MAX_BYTES) throw new TooLarge()
      return answered(createShop(call).gifts.uploadEffect(file))
    },
    onSuccess: onChange,
  })
  const { isPending, error } = upload
  useEffect(() => onSending(isPending), [isPending, onSending])
  const take = (files: FileList | null) => files?.[0] && upload.mutate(files[0])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a frame of its own
    <div
      className={styles.field}
      role="group"
      aria-label={t('gifts.effect.label')}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-testid="effect-field"
    >
      <b className={styles.label}>{t('gifts.effect.label')}</b>
      <div className={styles.row}>
        {value && <Preview key={value.url} effect={value} />}
        <div className={styles.side}>
          {value && (
            <p className={`${styles.facts} num`} data-testid="effect-facts">
              {KINDS[value.type]} · {value.widthPx} × {value.heightPx} px ·{' '}
              {t('gifts.effect.lasts', { s: formatNumber(Math.round(value.durationMs / 100) / 10, i18n.language) })}
            </p>
          )}
          <div className={styles.acts}>
            <label className={styles.choose} data-busy={isPending || undefined}>
              <PlusIcon size={16} />
              {t(isPending ? 'gifts.effect.sending' : value ? 'gifts.effect.other' : 'gifts.effect.add')}
              <input
                className="sr-only"
                type="file"
                accept={ACCEPT}
                disabled={isPending}
                onChange={(event) => {
                  take(event.currentTarget.files)
                  event.currentTarget.value = ''
                }}
                data-testid="effect-input"
              />
            </label>
            {value && (
              <button
                type="button"
                className={styles.remove}
                onClick={() => {
                  upload.reset()
                  onChange(null)
                }}
                data-testid="effect-remove"
              >
                <CloseIcon size={16} />
                {t('gifts.effect.remove')}
              </button>
            )}
          </div>
          <p className={styles.hint}>{t(value ? 'gifts.effect.calm' : 'gifts.effect.hint')}</p>
        </div>
      </div>
      {error !== null && (
        <p className={styles.refused} role="alert" data-testid="effect-refused">
          <WarningIcon size={16} />
          <span>{error instanceof TooLarge ? t('gifts.effect.tooLarge') : say(error)}</span>
        </p>
      )}
    </div>
  )
}
