import { isRefusal, type Refusal } from '@hawker/sdk'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../ui/use-now.ts'
import { useHawker } from '../hawker.ts'
import { RefusalNote } from '../refusal-note.tsx'
import styles from './door.module.css'
import { Door } from './door.tsx'

export const SignIn = ({ onDone }: { onDone: () => void }) => {
  const { t } = useTranslation()
  const { session } = useHawker()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [waitUntil, setWaitUntil] = useState(0)
  const now = useNow(waitUntil > 0)
  const waitSeconds = Math.ceil((waitUntil - now) / 1000)
  const waiting = waitUntil > 0 && waitSeconds > 0

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || waiting) return
    setBusy(true)
    const answer = await session.signIn(email.trim(), password)
    setBusy(false)
    if (!isRefusal(answer)) return onDone()
    const { retryAfterMs } = answer
    setWaitUntil(answer.refused === 'too-many' && retryAfterMs ? Date.now() + retryAfterMs : 0)
    setRefusal(answer)
  }

  return (
    <Door title={t('signin.title')}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('signin.email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-testid="signin-email"
        />
        <PasswordInput
          label={t('signin.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signin.showPassword') }}
          data-testid="signin-password"
        />
        {waiting ? (
          <p className={styles.refusal} role="alert">
            {waitSeconds > 90
              ? t('signin.waitMinutes', { count: Math.ceil(waitSeconds / 60) })
              : t('signin.wait', { seconds: waitSeconds })}
          </p>
        ) : (
          <RefusalNote error={refusal?.refused === 'too-many' ? null : refusal} />
        )}
        <Button type="submit" size="md" loading={busy} disabled={waiting} data-testid="signin-submit">
          {t('signin.submit')}
        </Button>
      </form>
    </Door>
  )
}
