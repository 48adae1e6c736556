import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../hawker.ts'
import { RefusalNote } from '../refusal-note.tsx'
import styles from './form.module.css'

/** Makes a room and, with a start, announces it at once; then opens it. */
export const NewRoom = ({ at, onClose }: { at: 'console' | 'studio'; onClose: () => void }) => {
  const { t } = useTranslation()
  const { studio } = useHawker()
  const [title, setTitle] = useState('')
  const [cover, setCover] = useState('')
  const [start, setStart] = useState('')
  const make = useMutation({
    mutationFn: async () => {
      const startsAt = start === '' ? null : new Date(start).getTime()
      const room = await answered(studio.createRoom({ title: title.trim(), startsAt, coverUrl: cover.trim() || null }))
      if (startsAt !== null && room.status === 'draft') await answered(studio.moveTo(room.id, 'scheduled'))
      return room
    },
    onSuccess: ({ id }) => location.assign(`/${at}/${id}`),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t('rooms.new')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form className={styles.form} onSubmit={submit}>
        <TextInput
          label={t('rooms.name')}
          placeholder={t('rooms.namePlaceholder')}
          required
          withAsterisk={false}
          maxLength={60}
          data-autofocus
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          data-testid="room-title"
        />
        <TextInput
          label={t('rooms.start')}
          description={t('rooms.startWhy')}
          type="datetime-local"
          value={start}
          onChange={(event) => setStart(event.currentTarget.value)}
          data-testid="room-start"
        />
        <TextInput
          label={t('rooms.cover')}
          description={t('rooms.coverWhy')}
          value={cover}
          onChange={(event) => setCover(event.currentTarget.value)}
        />
        <RefusalNote error={make.error} />
        <div className={styles.end}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={make.isPending} disabled={title.trim() === ''} data-testid="room-create">
            {t('rooms.create')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
