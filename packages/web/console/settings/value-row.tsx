// A key, its value and what may be done with it; the value is edited in place and saved by Enter or the button.
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { byteLength } from '../../staff/limits.ts'
import { CheckIcon, CloseIcon } from '../../ui/icons.tsx'
import styles from './settings.module.css'

interface Props {
  readonly name: string
  readonly value: string
  readonly max: number
  readonly note?: string
  readonly readOnly?: boolean
  readonly busy?: boolean
  readonly onSave: (value: string) => Promise<unknown>
  readonly onRemove?: () => void
  readonly children?: ReactNode
}

export const ValueRow = ({
  name,
  value,
  max,
  note,
  readOnly = false,
  busy = false,
  onSave,
  onRemove,
  children,
}: Props) => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const over = typed !== null && byteLength(typed) > max
  const dirty = typed !== null && typed !== value
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!dirty || over || typed === null) return
    await onSave(typed)
    setTyped((now) => (now === typed ? null : now))
  }
  return (
    <form className={styles.value} onSubmit={save} data-testid="kept-value" data-name={name}>
      <span className={styles.key} title={name}>
        {name}
        {note && <small>{note}</small>}
      </span>
      <input
        aria-label={name}
        value={typed ?? value}
        readOnly={readOnly}
        aria-invalid={over || undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || typed === null) return
          event.stopPropagation()
          setTyped(null)
        }}
      />
      {children}
      {!readOnly && (
        <button
          type="submit"
          disabled={!dirty || over || busy}
          title={t('common.save')}
          aria-label={t('settings.saveValue', { name })}
        >
          <CheckIcon size={16} />
        </button>
      )}
      {onRemove && (
        <button
          type="button"
          disabled={busy}
          onClick={onRemove}
          title={t('settings.remove')}
          aria-label={t('settings.removeValue', { name })}
        >
          <CloseIcon size={16} />
        </button>
      )}
      {over && <small className={styles.over}>{t('field.over', { count: byteLength(typed) - max })}</small>}
    </form>
  )
}
