// The big keys at the bottom: the address, a pause with a reason, the end.
import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { HoldButton } from '../../staff/hold-button.tsx'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import { useMay } from '../../staff/session/you.ts'
import { LockIcon, PauseIcon, PlayIcon, ScreenIcon, StopIcon } from '../../ui/icons.tsx'
import styles from './keys.module.css'

const REASON_MAX = 80

export const Keys = ({ onPush }: { onPush: () => void }) => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { studio } = useHawker()
  const may = useMay('room.operate')
  const status = useRoomState(({ room }) => room!.status)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const move = useMutation({
    mutationFn: (to: 'live' | 'paused' | 'ended') =>
      answered(studio.moveTo(id, to, to === 'paused' ? reason.trim() || null : null)),
    onSuccess: () => setAsking(false),
  })
  const pause = (event: FormEvent) => {
    event.preventDefault()
    move.mutate('paused')
  }
  return (
    <footer className={styles.keys}>
      <div className={styles.group}>
        <button type="button" className={styles.key} onClick={onPush} data-testid="push-open">
          <LockIcon size={30} />
          {t('studio.push')}
        </button>
        <a className={styles.key} href={`/console/${id}`} target="_blank" rel="noreferrer">
          <ScreenIcon size={30} />
          {t('rooms.console')}
        </a>
      </div>
      {may && (
        <>
          <div className={styles.group}>
            {status === 'paused' ? (
              <button
                type="button"
                className={styles.key}
                data-wide=""
                data-accent=""
                disabled={move.isPending}
                onClick={() => move.mutate('live')}
                data-testid="resume"
              >
                <PlayIcon size={30} />
                <span>
                  {t('studio.goOn')}
                  <small>{t('studio.goOnWhat')}</small>
                </span>
              </button>
            ) : (
              <button
                type="button"
                className={styles.key}
                data-wide=""
                disabled={move.isPending}
                onClick={() => setAsking(true)}
                data-testid="pause"
              >
                <PauseIcon size={30} />
                <span>
                  {t('studio.pause')}
                  <small>{t('studio.pauseWhat')}</small>
                </span>
              </button>
            )}
            {move.error && !asking && <RefusalNote error={move.error} />}
          </div>
          <HoldButton className={styles.end} busy={move.isPending} onHeld={() => move.mutate('ended')} testId="end">
            <StopIcon size={24} />
            <span>
              {t('studio.holdToEnd')}
              <small>{t('studio.holdTime')}</small>
            </span>
          </HoldButton>
        </>
      )}
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('studio.pause')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <form className={styles.form} onSubmit={pause}>
          <TextInput
            label={t('studio.reason')}
            placeholder={t('studio.reasonPlaceholder')}
            maxLength={REASON_MAX}
            size="md"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
            data-testid="pause-reason"
          />
          <RefusalNote error={move.error} />
          <div>
            <Button variant="default" size="md" onClick={() => setAsking(false)}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" size="md" loading={move.isPending} data-testid="pause-confirm">
              {t('studio.pauseDo')}
            </Button>
          </div>
        </form>
      </Modal>
    </footer>
  )
}
