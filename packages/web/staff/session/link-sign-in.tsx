// The one-time link of the first start: in by the link, then a password of one's own.

import { isRefusal, type Refusal } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHawker } from '../hawker.ts'
import { RefusalNote } from '../refusal-note.tsx'
import styles from './door.module.css'
import { Door } from './door.tsx'
import { SetPassword } from './set-password.tsx'

interface Props {
  readonly token: string
  readonly onDone: () => void
  readonly onGiveUp: () => void
}

export const LinkSignIn = ({ token, onDone, onGiveUp }: Props) => {
  const { t } = useTranslation()
  const { session } = useHawker()
  const [step, setStep] = useState<'asking' | 'password' | Refusal>('asking')
  const asked = useRef(false)

  useEffect(() => {
    // The link works once, so it is asked once.
    if (asked.current) return
    asked.current = true
    history.replaceState(null, '', location.pathname)
    void session.signInByLink(token).then((answer) => setStep(isRefusal(answer) ? answer : 'password'))
  }, [session, token])

  if (step === 'password') return <SetPassword onDone={onDone} />
  return (
    <Door title={t('signin.title')}>
      {step === 'asking' ? (
        <p className="quiet">{t('common.loading')}</p>
      ) : (
        <div className={styles.form}>
          <RefusalNote error={step} />
          <p className={styles.hint}>{t('signin.linkUsed')}</p>
          <Button size="md" onClick={onGiveUp}>
            {t('signin.byPassword')}
          </Button>
        </div>
      )}
    </Door>
  )
}
