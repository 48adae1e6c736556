// The shop speaks: to this room, or to all rooms of the app. Seen as viewers will see it before it goes out.
import { Button, Modal, SegmentedControl } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BytesField } from '../../staff/bytes-field.tsx'
import { answered, useHawker } from '../../staff/hawker.ts'
import { bytesLeft, NOTICE_MAX_BYTES } from '../../staff/limits.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import { useMay } from '../../staff/session/you.ts'
import { formatNumber } from '../../ui/format.ts'
import { CheckIcon, MegaphoneIcon } from '../../ui/icons.tsx'
import styles from './tell.module.css'

type To = 'room' | 'all'

const Preview = ({ text }: { text: string }) => {
  const { t } = useTranslation()
  return (
    <div className={styles.preview} data-theme="room">
      <small>{t('tell.preview')}</small>
      <p data-empty={text === '' || undefined}>
        <MegaphoneIcon size={18} />
        <span>{text === '' ? t('tell.previewEmpty') : text}</span>
      </p>
    </div>
  )
}

export const Tell = ({ onClose }: { onClose: () => void }) => {
  const { t, i18n } = useTranslation()
  const { id } = useLiveRoom()
  const { call } = useHawker()
  const mayAll = useMay('app.write')
  const viewers = useRoomState((state) => state.viewers)
  const [to, setTo] = useState<To>('room')
  const [text, setText] = useState('')
  const [sure, setSure] = useState(false)
  const said = text.trim()
  const send = useMutation({
    mutationFn: async () => {
      const body = { text: said, data: null }
      if (to === 'all') return (await answered(call('messages.broadcast', { body }))).rooms
      await answered(call('messages.tellRoom', { params: { room: id }, body }))
      return 1
    },
    onSettled: () => setSure(false),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (sure) send.mutate()
    else setSure(true)
  }
  const change = (next: string) => {
    setText(next)
    setSure(false)
    send.reset()
  }
  const reach = { count: viewers, viewers: formatNumber(viewers, i18n.language) }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('tell.title')}
      size={520}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={styles.form} onSubmit={submit} data-testid="tell-form">
        <p className="quiet">{t('tell.what')}</p>
        {mayAll && (
          <SegmentedControl
            aria-label={t('tell.to')}
            value={to}
            onChange={(value) => {
              setTo(value as To)
              setSure(false)
              send.reset()
            }}
            data={[
              { value: 'room', label: t('tell.thisRoom') },
              { value: 'all', label: t('tell.allRooms') },
            ]}
          />
        )}
        <BytesField
          label={t('tell.text')}
          placeholder={t('tell.placeholder')}
          value={text}
          max={NOTICE_MAX_BYTES}
          lines={3}
          focus
          onChange={change}
          testId="tell-text"
        />
        <Preview text={said} />
        <RefusalNote error={send.error} />
        <div className={styles.end}>
          <p role="status" className={styles.status}>
            {send.isSuccess && (
              <span data-done="">
                <CheckIcon size={16} />
                {to === 'all' ? t('tell.doneAll', { count: send.data }) : t('tell.done', reach)}
              </span>
            )}
            {sure && t(to === 'all' ? 'tell.sureAll' : 'tell.sure')}
          </p>
          <Button variant="default" onClick={sure ? () => setSure(false) : onClose}>
            {sure || !send.isSuccess ? t('common.cancel') : t('common.close')}
          </Button>
          <Button
            type="submit"
            loading={send.isPending}
            disabled={said === '' || bytesLeft(said, NOTICE_MAX_BYTES) < 0 || send.isSuccess}
            data-testid="tell-send"
          >
            {sure ? t('tell.confirm') : to === 'all' ? t('tell.sendAll') : t('tell.send', reach)}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
