// Live, Pause, End: each says what it will do before it does it.

import type { RoomStatus } from '@hawker/sdk'
import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { HoldButton } from '../../staff/hold-button.tsx'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import styles from './status-switch.module.css'

type Wanted = 'live' | 'paused' | 'ended'
const REASON_MAX = 80

/** The three moves of a person at the desk, by where the room stands. */
const possible = (status: RoomStatus): readonly Wanted[] => {
  if (status === 'draft') return ['live']
  if (status === 'scheduled' || status === 'rehearsal') return ['live', 'ended']
  if (status === 'live') return ['paused', 'ended']
  if (status === 'paused') return ['live', 'ended']
  return status === 'interrupted' ? ['paused', 'ended'] : []
}

export const StatusSwitch = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { studio } = useHawker()
  const status = useRoomState(({ room }) => room?.status ?? 'draft')
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const [reason, setReason] = useState('')
  const close = () => {
    setWanted(null)
    move.reset()
  }
  const move = useMutation({
    mutationFn: (to: Wanted) => answered(studio.moveTo(id, to, reason.trim() || null)),
    onSuccess: () => {
      setReason('')
      setWanted(null)
    },
  })
  const may = possible(status)
  const over = may.length === 0
  const shown: Wanted | null =
    status === 'live' || status === 'interrupted' ? 'live' : status === 'paused' ? 'paused' : over ? 'ended' : null
  const part = (to: Wanted, testId: string) => (
    <button
      type="button"
      data-status={to}
      aria-pressed={shown === to}
      disabled={!may.includes(to) && shown !== to}
      onClick={() => may.includes(to) && setWanted(to)}
      data-testid={testId}
    >
      {t(`console.to.${to}`)}
    </button>
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted && wanted !== 'ended') move.mutate(wanted)
  }

  return (
    <>
      <fieldset className={styles.switch} aria-label={t('console.statusOf')}>
        {part('live', 'status-live')}
        {part('paused', 'status-pause')}
        {part('ended', 'status-end')}
      </fieldset>
      <Modal
        opened={wanted !== null}
        onClose={close}
        title={wanted && t(`console.sure.${wanted}`)}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <form onSubmit={submit} className={styles.form}>
          <p className="quiet">{wanted && t(`console.what.${wanted}`)}</p>
          {wanted !== 'live' && (
            <TextInput
              label={t('console.reason')}
              placeholder={t('console.reasonPlaceholder')}
              maxLength={REASON_MAX}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              data-autofocus
            />
          )}
          <RefusalNote error={move.error} />
          <div className={styles.end}>
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            {wanted === 'ended' ? (
              <HoldButton
                className={styles.hold}
                busy={move.isPending}
                onHeld={() => move.mutate('ended')}
                testId="status-confirm"
              >
                {t('console.holdToEnd')}
              </HoldButton>
            ) : (
              <Button type="submit" loading={move.isPending} data-testid="status-confirm">
                {wanted && t(`console.do.${wanted}`)}
              </Button>
            )}
          </div>
        </form>
      </Modal>
    </>
  )
}
