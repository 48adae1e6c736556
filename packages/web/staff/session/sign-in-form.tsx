// E-mail and password, at the door and wherever something asks for them once more.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClock, useNow } from '../../ui/use-now.ts'
import { useHawker } from '../hawker.ts'
import { RefusalNote } from '../refusal-note.tsx'
import styles from './door.module.css'

interface Props {
  readonly onDone: () => void
  /** Left out: there is nothing to go back to. */
  readonly onCancel?: () => void
  /** Why it is asked for. */
  readonly why?: string
  /** Before the names by which tests find the fields. */
  readonly name: 'signin' | 'again'
}

export const SignInForm = ({ onDone, onCancel, why, name }: Props) => {
  const { t } = useTranslation()
  const { session } = useHawker()
  const clock = useClock()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [waitUntil, setWaitUntil] = useState(0)
  const now = useNow(waitUntil > 0)
  const waitSeconds = Math.ceil((waitUntil - now) / 1000)
  const waiting = waitUntil > 0 && waitSeconds > 0
  const size = onCancel ? 'sm' : 'md'

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || waiting) return
    setBusy(true)
    const answer = await session.signIn(email.trim(), password)
    setBusy(false)
    if (!isRefusal(answer)) return onDone()
    const { retryAfterMs } = answer
    setWaitUntil(answer.refused === 'too-many' && retryAfterMs ? clock.now() + retryAfterMs : 0)
    setRefusal(answer)
  }

  return (
    <form className={styles.form} onSubmit={submit} data-testid={name === 'again' ? 'sign-in-again' : 'sign-in'}>
      {why !== undefined && (
        <p className={styles.hint} role="status">
          {why}
        </p>
      )}
      <TextInput
        label={t('signin.email')}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus
        data-autofocus
        size={size}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        data-testid={`${name}-email`}
      />
      <PasswordInput
        label={t('signin.password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        size={size}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signin.showPassword') }}
        data-testid={`${name}-password`}
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
      <Button type="submit" size={size} loading={busy} disabled={waiting} data-testid={`${name}-submit`}>
        {t('signin.submit')}
      </Button>
      {onCancel && (
        <Button variant="default" size={size} onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      )}
    </form>
  )
}
