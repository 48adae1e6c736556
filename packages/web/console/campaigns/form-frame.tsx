// A small form within the column: fields two by two, Escape leaves it, Enter does it.
import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './form-frame.module.css'

interface Props {
  /** What is asked can be done. */
  readonly ready: boolean
  readonly busy: boolean
  readonly go: ReactNode
  readonly goTestId: string
  readonly testId: string
  readonly children: ReactNode
  readonly onSubmit: () => Promise<void>
  readonly onClose: () => void
}

export const FormFrame = ({ ready, busy, go, goTestId, testId, children, onSubmit, onClose }: Props) => {
  const { t } = useTranslation()
  const form = useRef<HTMLFormElement>(null)
  // It opens by a key as well: what is filled in first has the focus.
  useEffect(() => form.current?.querySelector('select')?.focus(), [])
  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready && !busy) void onSubmit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
      data-testid={testId}
    >
      {children}
      <div className={styles.end}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={!ready} data-testid={goTestId}>
          {go}
        </Button>
      </div>
    </form>
  )
}
