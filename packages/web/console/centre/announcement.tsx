import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { ANNOUNCEMENT_MAX_BYTES, bytesLeft } from '../../staff/limits.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import styles from './centre.module.css'

const FIELD = 'announcement'

export const Announcement = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { studio } = useHawker()
  const told = useRoomState(({ room }) => room?.announcement ?? '')
  const [typed, setTyped] = useState<string | null>(null)
  const save = useMutation({
    mutationFn: (text: string) => answered(studio.announce(id, text)),
    onSuccess: () => setTyped(null),
  })
  const text = typed ?? told
  const left = bytesLeft(text, ANNOUNCEMENT_MAX_BYTES)
  return (
    <div className={styles.box}>
      <h3>
        <label htmlFor={FIELD}>{t('console.announcement')}</label>
        {left < 60 && <small data-over={left < 0 || undefined}>{t('console.bytesLeft', { count: left })}</small>}
      </h3>
      <textarea
        id={FIELD}
        className={styles.field}
        placeholder={t('console.announcementPlaceholder')}
        value={text}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="announcement-input"
      />
      <RefusalNote error={save.error} />
      <Button
        className={styles.save!}
        variant="default"
        disabled={typed === null || typed === told || left < 0}
        loading={save.isPending}
        onClick={() => save.mutate(text.trim())}
        data-testid="announcement-save"
      >
        {text.trim() === '' ? t('console.announcementClear') : t('console.announcementSave')}
      </Button>
    </div>
  )
}
