import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BytesField } from '../../staff/bytes-field.tsx'
import { answered, useHawker } from '../../staff/hawker.ts'
import {
  ANNOUNCEMENT_MAX_BYTES,
  COVER_URL_MAX_BYTES,
  INTRODUCTION_MAX_BYTES,
  TITLE_MAX_BYTES,
} from '../../staff/limits.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import { changeOf, type Draft, draftOf, fits } from './change.ts'
import styles from './settings.module.css'

const BEFORE_START = ['draft', 'scheduled', 'rehearsal']

export const FactsPart = ({ onSaved }: { onSaved: () => void }) => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { studio } = useHawker()
  const room = useRoomState((state) => state.room)!
  const [began] = useState(() => draftOf(room))
  const [draft, setDraft] = useState<Draft>(began)
  const change = changeOf(began, draft)
  const dirty = Object.keys(change).length > 0
  const save = useMutation({ mutationFn: () => answered(studio.changeRoom(id, change)), onSuccess: onSaved })
  const set = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (dirty && fits(draft)) save.mutate()
  }
  return (
    <form className={styles.form} onSubmit={submit} data-testid="settings-form">
      <BytesField
        label={t('rooms.name')}
        value={draft.title}
        max={TITLE_MAX_BYTES}
        onChange={(title) => set({ title })}
        required
        focus
        testId="settings-title"
      />
      <BytesField
        label={t('settings.introduction')}
        description={t('settings.introductionWhy')}
        value={draft.introduction}
        max={INTRODUCTION_MAX_BYTES}
        lines={3}
        onChange={(introduction) => set({ introduction })}
        testId="settings-introduction"
      />
      <BytesField
        label={t('console.announcement')}
        description={t('settings.announcementWhy')}
        value={draft.announcement}
        max={ANNOUNCEMENT_MAX_BYTES}
        lines={3}
        onChange={(announcement) => set({ announcement })}
      />
      <div className={styles.cover}>
        <BytesField
          label={t('rooms.cover')}
          description={t('rooms.coverWhy')}
          value={draft.coverUrl}
          max={COVER_URL_MAX_BYTES}
          onChange={(coverUrl) => set({ coverUrl })}
        />
        <span aria-hidden="true">{draft.coverUrl.startsWith('/') && <img src={draft.coverUrl} alt="" />}</span>
      </div>
      {BEFORE_START.includes(room.status) && (
        <TextInput
          type="datetime-local"
          label={t('rooms.start')}
          description={t('settings.startWhy')}
          value={draft.startsAt}
          onChange={(event) => set({ startsAt: event.currentTarget.value })}
        />
      )}
      <RefusalNote error={save.error} />
      <div className={styles.end}>
        <span className={styles.type}>{t('settings.type', { type: room.type })}</span>
        <Button type="submit" loading={save.isPending} disabled={!dirty || !fits(draft)} data-testid="settings-save">
          {t('common.save')}
        </Button>
      </div>
    </form>
  )
}
