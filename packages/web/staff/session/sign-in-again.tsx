// Signing in once more where something asks for it, without leaving what was begun.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHawker } from '../hawker.ts'
import { RefusalNote } from '../refusal-note.tsx'
import styles from './door.module.css'

export const SignInAgain = ({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) => {
  const { t } = useTranslation()
  const { session } = useHawker()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const answer = await session.signIn(email.trim(), password)
    setBusy(false)
    if (isRefusal(answer)) setRefusal(answer)
    else onDone()
  }

  return (
    <form className={styles.form} onSubmit={submit} data-testid="sign-in-again">
      <p className="quiet" role="status">
        {t('signin.again')}
      </p>
      <TextInput
        label={t('signin.email')}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        data-testid="again-email"
      />
      <PasswordInput
        label={t('signin.password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signin.showPassword') }}
        data-testid="again-password"
      />
      <RefusalNote error={refusal} />
      <Button type="submit" loading={busy} data-testid="again-submit">
        {t('signin.submit')}
      </Button>
      <Button variant="default" onClick={onCancel}>
        {t('common.cancel')}
      </Button>
    </form>
  )
}
