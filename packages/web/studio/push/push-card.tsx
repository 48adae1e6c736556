// Where OBS sends to: two lines, the second one hidden until asked for.
import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { asksToSignIn, type Sent, StepUp } from '../../staff/session/step-up.tsx'
import { formatMoment } from '../../ui/format.ts'
import { ClockIcon, EyeIcon, LockIcon, RefreshIcon } from '../../ui/icons.tsx'
import { useNow } from '../../ui/use-now.ts'
import card from '../card.module.css'
import { CopyButton } from './copy-button.tsx'
import styles from './push-card.module.css'
import { usePushAddress } from './use-push-address.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const DOTS = '•'.repeat(12)

const Expiry = ({ at }: { at: number }) => {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const left = Math.max(0, at - now)
  return (
    <span>
      {t('studio.validUntil')} <b>{formatMoment(at, now, i18n.language)}</b>
      {t('studio.timeLeft', {
        hours: Math.floor(left / HOUR_MS),
        minutes: Math.floor((left % HOUR_MS) / MINUTE_MS),
      })}
    </span>
  )
}

const Regenerate = ({ of }: { of: Sent<void> & { readonly isPending: boolean } }) => {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const again = asksToSignIn(of.error)
  const sure = () => {
    setAsking(false)
    of.mutate()
  }
  const close = () => {
    setAsking(false)
    if (again) of.reset()
  }
  return (
    <>
      <button
        type="button"
        className={styles.button}
        data-solid=""
        disabled={of.isPending}
        onClick={() => setAsking(true)}
        data-testid="push-regenerate"
      >
        <RefreshIcon size={18} />
        {t('studio.newKey')}
      </button>
      <Modal
        opened={asking || again}
        onClose={close}
        title={t('studio.newKeySure')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <StepUp of={of}>
          <p className="quiet">{t('studio.newKeyWhat')}</p>
          <div className={styles.sure}>
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button color="red" onClick={sure} data-testid="push-regenerate-confirm">
              {t('studio.newKeyDo')}
            </Button>
          </div>
        </StepUp>
      </Modal>
    </>
  )
}

export const PushCard = () => {
  const { t } = useTranslation()
  const { may, address, regenerate } = usePushAddress()
  const [shown, setShown] = useState(false)
  const { data } = address
  return (
    <section className={card.card}>
      <h2>{t('studio.push')}</h2>
      {!may ? (
        <p className={styles.locked}>
          <LockIcon size={18} />
          {t('studio.pushNotYours')}
        </p>
      ) : (
        <>
          <p>{t('studio.pushWhat')}</p>
          <div className={styles.field}>
            <label htmlFor="push-server">{t('studio.server')}</label>
            <div>
              <input id="push-server" readOnly value={data?.server ?? ''} data-testid="push-server" />
              <CopyButton text={data?.server ?? null} what={t('studio.server')} testId="push-copy-server" />
            </div>
          </div>
          <div className={styles.field}>
            <label htmlFor="push-key">
              {t('studio.key')}
              <span>{t('studio.keyWarning')}</span>
            </label>
            <div>
              <input
                id="push-key"
                readOnly
                value={shown ? (data?.key ?? '') : data ? DOTS : ''}
                data-hidden={!shown || undefined}
                data-testid="push-key"
              />
              <button
                type="button"
                className={styles.button}
                aria-pressed={shown}
                disabled={!data}
                onClick={() => setShown(!shown)}
                data-testid="push-show"
              >
                <EyeIcon size={18} />
                {shown ? t('studio.hide') : t('studio.show')}
              </button>
              <CopyButton text={data?.key ?? null} what={t('studio.key')} testId="push-copy-key" />
            </div>
          </div>
          <RefusalNote error={asksToSignIn(regenerate.error) ? null : (regenerate.error ?? address.error)} />
          <div className={styles.expiry}>
            <ClockIcon size={18} />
            {data ? <Expiry at={data.expiresAt} /> : <span>{t('common.loading')}</span>}
            <Regenerate of={regenerate} />
          </div>
        </>
      )}
    </section>
  )
}
