import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import styles from './checklist-card.module.css'

export const CoverField = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { studio } = useHawker()
  const [url, setUrl] = useState('')
  const save = useMutation({ mutationFn: () => answered(studio.changeRoom(id, { coverUrl: url.trim() })) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className={styles.cover} onSubmit={submit}>
      <TextInput
        aria-label={t('rooms.cover')}
        placeholder={t('rooms.coverWhy')}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={url.trim() === ''} loading={save.isPending}>
        {t('common.save')}
      </Button>
      <RefusalNote error={save.error} />
    </form>
  )
}
