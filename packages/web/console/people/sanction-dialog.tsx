// A mute with a reason or in all rooms, or a ban with its end: what is more than one tap.
import type { PublicPerson } from '@hawker/sdk'
import { Button, Checkbox, Modal } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BytesField } from '../../staff/bytes-field.tsx'
import { bytesLeft, REASON_MAX_BYTES } from '../../staff/limits.ts'
import { useMayHere } from '../../staff/room/may.ts'
import { BAN_CHOICES_S, durationKey, MUTE_CHOICES_S } from './durations.ts'
import type { Moderation } from './moderate.ts'
import styles from './sanction-dialog.module.css'

export interface SanctionWish {
  readonly act: 'mute' | 'ban'
  readonly person: PublicPerson
}

interface Props {
  readonly wish: SanctionWish
  readonly moderation: Moderation
  readonly onClose: () => void
}

export const SanctionDialog = ({ wish: { act, person }, moderation, onClose }: Props) => {
  const { t } = useTranslation()
  const mayEverywhere = useMayHere('app.write')
  const choices: readonly (number | null)[] = act === 'mute' ? MUTE_CHOICES_S : BAN_CHOICES_S
  const [seconds, setSeconds] = useState<number | null>(choices[2] ?? null)
  const [reason, setReason] = useState('')
  const [wider, setWider] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const shared = { seconds, reason: reason.trim() || null }
    if (act === 'mute') void moderation.mute(person, { ...shared, everywhere: wider })
    else void moderation.ban(person, { ...shared, network: wider })
    onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(act === 'mute' ? 'console.muteTitle' : 'console.banTitle', { name: person.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={styles.form} onSubmit={submit} data-testid="sanction-form">
        <p className="quiet">{t(act === 'mute' ? 'console.muteWhat' : 'console.banWhat')}</p>
        <fieldset className={styles.choices}>
          <legend>{t('console.howLong')}</legend>
          {choices.map((choice) => {
            const { key, count } = durationKey(choice)
            return (
              <button
                key={choice ?? 'ever'}
                type="button"
                aria-pressed={choice === seconds}
                onClick={() => setSeconds(choice)}
              >
                {t(`console.for.${key}`, { count })}
              </button>
            )
          })}
        </fieldset>
        {(act === 'ban' || mayEverywhere) && (
          <Checkbox
            checked={wider}
            onChange={(event) => setWider(event.currentTarget.checked)}
            label={t(act === 'ban' ? 'console.alsoNetwork' : 'console.alsoEverywhere')}
            description={t(act === 'ban' ? 'console.alsoNetworkWhy' : 'console.alsoEverywhereWhy')}
          />
        )}
        <BytesField label={t('console.why')} value={reason} max={REASON_MAX_BYTES} onChange={setReason} />
        <div className={styles.end}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            color="red"
            disabled={bytesLeft(reason, REASON_MAX_BYTES) < 0}
            data-testid="sanction-confirm"
          >
            {t(act === 'mute' ? 'console.mute' : 'console.ban')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
