// Rehearse, then go live: three seconds in which one may still say no.

import type { RoomStatus } from '@hawker/sdk'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import { useMay } from '../../staff/session/you.ts'
import { PlayIcon } from '../../ui/icons.tsx'
import styles from './go-live.module.css'

const COUNT_FROM = 3

export const GoLive = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { studio } = useHawker()
  const may = useMay('room.operate')
  const status = useRoomState(({ room }) => room!.status)
  const [count, setCount] = useState<number | null>(null)
  const { mutate, error, isPending } = useMutation({
    mutationFn: (to: RoomStatus) => answered(studio.moveTo(id, to)),
  })

  useEffect(() => {
    if (count === null) return
    const timer = window.setTimeout(() => {
      if (count > 1) return setCount(count - 1)
      setCount(null)
      mutate('live')
    }, 1000)
    return () => window.clearTimeout(timer)
  }, [count, mutate])

  if (!may) return null
  return (
    <div className={styles.ways}>
      <RefusalNote error={error} />
      {count !== null ? (
        <button type="button" className={styles.count} onClick={() => setCount(null)} data-testid="go-live-stop">
          <b key={count}>{count}</b>
          <span>
            {t('studio.liveIn', { count })}
            <small>{t('studio.stopIt')}</small>
          </span>
        </button>
      ) : (
        <>
          {status === 'rehearsal' ? (
            <button
              type="button"
              className={styles.rehearse}
              disabled={isPending}
              onClick={() => mutate('scheduled')}
              data-testid="rehearse-end"
            >
              {t('studio.endRehearsal')}
            </button>
          ) : (
            <button
              type="button"
              className={styles.rehearse}
              disabled={isPending}
              onClick={() => mutate('rehearsal')}
              data-testid="rehearse"
            >
              <PlayIcon size={20} />
              {t('studio.rehearse')}
            </button>
          )}
          <button
            type="button"
            className={styles.go}
            disabled={isPending}
            onClick={() => setCount(COUNT_FROM)}
            data-testid="go-live"
          >
            {t('studio.goLive')}
          </button>
        </>
      )}
      <p>{t('studio.countdownNote')}</p>
    </div>
  )
}
