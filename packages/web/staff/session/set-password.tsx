import { isRefusal, type Refusal } from '@hawker/sdk'
import { Button, PasswordInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHawker } from '../hawker.ts'
import { PASSWORD_MIN_CHARACTERS } from '../limits.ts'
import { RefusalNote } from '../refusal-note.tsx'
import styles from './door.module.css'
import { Door } from './door.tsx'

export const SetPassword = ({ onDone }: { onDone: () => void }) => {
  const { t } = useTranslation()
  const { session } = useHawker()
  const [password, setPassword] = useState('')
  const [touched, setTouched] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const tooShort = [...password].length < PASSWORD_MIN_CHARACTERS

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTouched(true)
    if (busy || tooShort) return
    setBusy(true)
    const answer = await session.changePassword(null, password)
    setBusy(false)
    if (isRefusal(answer)) setRefusal(answer)
    else onDone()
  }

  return (
    <Door title={t('signin.setPassword')}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.hint}>{t('signin.setPasswordWhy')}</p>
        <PasswordInput
          label={t('signin.newPassword')}
          description={t('signin.passwordRule', { count: PASSWORD_MIN_CHARACTERS })}
          autoComplete="new-password"
          size="md"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          onBlur={() => setTouched(true)}
          error={touched && password !== '' && tooShort ? t('signin.tooShort') : null}
          data-testid="new-password"
        />
        <RefusalNote error={refusal} />
        <Button type="submit" size="md" loading={busy} data-testid="new-password-save">
          {t('signin.savePassword')}
        </Button>
        <Button variant="subtle" color="gray" size="md" onClick={onDone}>
          {t('signin.later')}
        </Button>
      </form>
    </Door>
  )
}
