// The first act of somebody without a name: one field, then what was wanted happens.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { usePerson } from './person.tsx'
import { useSheets } from './sheets.ts'
import styles from './small-sheets.module.css'
import { useRefusalText } from './use-refusal-text.ts'

/** The protocol's limit, in characters as it counts them. */
const NAME_MAX = 32

export const NameSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  const { takeName, doDeed, dropDeed } = usePerson()
  const sheets = useSheets()
  const text = useRefusalText()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const isOpen = useRef(true)
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || name.trim() === '') return
    setBusy(true)
    setProblem(null)
    const refusal = await takeName(name.trim())
    // Closed meanwhile: what is on top now is not this sheet.
    if (!isOpen.current) return
    setBusy(false)
    if (refusal) return setProblem(text(refusal))
    // The deed may open a sheet of its own: this one goes first.
    await sheets.close()
    doDeed()
  }

  return (
    <Sheet
      label={t('name.title')}
      testId="name-sheet"
      onClosed={() => {
        dropDeed()
        onClosed()
      }}
    >
      {() => (
        <form className={styles.form} onSubmit={(event) => void submit(event)}>
          <SheetHead title={t('name.title')} />
          <p>{t('name.text')}</p>
          <input
            className={styles.input}
            data-testid="name-input"
            value={name}
            // biome-ignore lint/a11y/noAutofocus: the sheet has this one field, and was opened to fill it
            autoFocus
            autoComplete="nickname"
            aria-label={t('name.label')}
            aria-invalid={problem !== null}
            placeholder={t('name.label')}
            onChange={(event) => setName([...event.target.value].slice(0, NAME_MAX).join(''))}
            onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
          />
          {problem && (
            <p role="alert" className={styles.problem}>
              {problem}
            </p>
          )}
          <div className={styles.foot}>
            <Button big type="submit" data-testid="name-save" disabled={busy || name.trim() === ''}>
              {t('name.go')}
            </Button>
          </div>
        </form>
      )}
    </Sheet>
  )
}
