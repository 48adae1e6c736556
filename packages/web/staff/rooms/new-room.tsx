import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BytesField } from '../bytes-field.tsx'
import { ROOM_TYPE } from '../fields/field-rights.ts'
import { answered, useHawker } from '../hawker.ts'
import { bytesLeft, COVER_URL_MAX_BYTES, INTRODUCTION_MAX_BYTES, TITLE_MAX_BYTES } from '../limits.ts'
import { RefusalNote } from '../refusal-note.tsx'
import styles from './form.module.css'

/** Makes a room and, with a start, announces it at once; then opens it. */
export const NewRoom = ({ at, onClose }: { at: 'console' | 'studio'; onClose: () => void }) => {
  const { t } = useTranslation()
  const { studio } = useHawker()
  const [title, setTitle] = useState('')
  const [introduction, setIntroduction] = useState('')
  const [type, setType] = useState('live')
  const [cover, setCover] = useState('')
  const [start, setStart] = useState('')
  const make = useMutation({
    mutationFn: async () => {
      const startsAt = start === '' ? null : new Date(start).getTime()
      const room = await answered(
        studio.createRoom({
          type,
          title: title.trim(),
          startsAt,
          coverUrl: cover.trim() || null,
          ...(introduction.trim() === '' ? {} : { introduction: introduction.trim() }),
        }),
      )
      if (startsAt !== null && room.status === 'draft') await answered(studio.moveTo(room.id, 'scheduled'))
      return room
    },
    onSuccess: ({ id }) => location.assign(`/${at}/${id}`),
  })
  const good =
    title.trim() !== '' &&
    bytesLeft(title.trim(), TITLE_MAX_BYTES) >= 0 &&
    bytesLeft(introduction.trim(), INTRODUCTION_MAX_BYTES) >= 0 &&
    bytesLeft(cover.trim(), COVER_URL_MAX_BYTES) >= 0 &&
    ROOM_TYPE.test(type)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (good) make.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={t('rooms.new')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form className={styles.form} onSubmit={submit}>
        <BytesField
          label={t('rooms.name')}
          placeholder={t('rooms.namePlaceholder')}
          required
          focus
          max={TITLE_MAX_BYTES}
          value={title}
          onChange={setTitle}
          testId="room-title"
        />
        <BytesField
          label={t('rooms.introduction')}
          max={INTRODUCTION_MAX_BYTES}
          lines={2}
          value={introduction}
          onChange={setIntroduction}
        />
        <TextInput
          label={t('rooms.start')}
          description={t('rooms.startWhy')}
          type="datetime-local"
          value={start}
          onChange={(event) => setStart(event.currentTarget.value)}
          data-testid="room-start"
        />
        <BytesField
          label={t('rooms.cover')}
          description={t('rooms.coverWhy')}
          max={COVER_URL_MAX_BYTES}
          value={cover}
          onChange={setCover}
        />
        <TextInput
          label={t('rooms.type')}
          description={t('rooms.typeWhy')}
          value={type}
          error={ROOM_TYPE.test(type) ? null : t('rooms.typeRule')}
          onChange={(event) => setType(event.currentTarget.value)}
          data-testid="room-type-input"
        />
        <RefusalNote error={make.error} />
        <div className={styles.end}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={make.isPending} disabled={!good} data-testid="room-create">
            {t('rooms.create')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
