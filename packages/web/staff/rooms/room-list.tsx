// Where staff arrive: the rooms of the shop, and what an empty shop needs first.

import type { Answer } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoment, formatNumber } from '../../ui/format.ts'
import { PeopleIcon, PlusIcon } from '../../ui/icons.tsx'
import { answered, useHawker } from '../hawker.ts'
import { PageFrame } from '../page-frame.tsx'
import { RefusalNote } from '../refusal-note.tsx'
import { useMay } from '../session/you.ts'
import { NewProduct } from './new-product.tsx'
import { NewRoom } from './new-room.tsx'
import styles from './room-list.module.css'

const ROOMS_EVERY_MS = 5000
const OVER = ['ended', 'replay', 'banned']
type Card = Answer<'rooms.listRooms'>['rooms'][number]

/** On air first, then what comes, then what is over. */
const rank = ({ status }: Card): number => {
  if (status === 'live' || status === 'paused' || status === 'interrupted') return 0
  return OVER.includes(status) ? 2 : 1
}

const Row = ({ room, at }: { room: Card; at: 'console' | 'studio' }) => {
  const { t, i18n } = useTranslation()
  const start = room.startedAt ?? room.startsAt
  const other = at === 'console' ? 'studio' : 'console'
  return (
    <li className={styles.row} data-testid="room-row" data-room={room.id}>
      <a className={styles.main} href={`/${at}/${room.id}`}>
        <span className={styles.cover}>{room.coverUrl && <img src={room.coverUrl} alt="" />}</span>
        <span className={styles.title}>
          <b>{room.title}</b>
          <small>
            {room.host?.name ?? t('rooms.noHost')}
            {' · '}
            <span title={t('rooms.type')} data-testid="room-type">
              {room.type}
            </span>
          </small>
        </span>
        <span className={styles.status} data-status={room.status}>
          {t(`status.${room.status}`)}
        </span>
        <span className={`${styles.viewers} num`}>
          <PeopleIcon size={15} />
          {formatNumber(room.viewers, i18n.language)}
        </span>
        <time className="num">
          {start === null ? t('rooms.noStart') : formatMoment(start, Date.now(), i18n.language)}
        </time>
      </a>
      <a className="pill" href={`/${other}/${room.id}`}>
        {t(`rooms.${other}`)}
      </a>
    </li>
  )
}

export const RoomList = ({ at }: { at: 'console' | 'studio' }) => {
  const { t } = useTranslation()
  const hawker = useHawker()
  const mayWrite = useMay('room.write')
  const mayStock = useMay('catalogue.write')
  const [making, setMaking] = useState<'room' | 'product' | null>(null)
  const rooms = useQuery({
    queryKey: ['rooms'],
    queryFn: () => answered(hawker.rooms.list({ limit: 200 })),
    refetchInterval: ROOMS_EVERY_MS,
  })
  const list = [...(rooms.data?.rooms ?? [])].sort((a, b) => rank(a) - rank(b))
  const close = () => setMaking(null)

  return (
    <PageFrame here="rooms">
      <h1 className="sr-only">{t('rooms.title')}</h1>
      <div className={styles.actions}>
        <p className="quiet">{t(`rooms.choose.${at}`)}</p>
        {mayStock && list.length > 0 && (
          <Button variant="default" leftSection={<PlusIcon size={16} />} onClick={() => setMaking('product')}>
            {t('product.new')}
          </Button>
        )}
        {mayWrite && list.length > 0 && (
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setMaking('room')} data-testid="new-room">
            {t('rooms.new')}
          </Button>
        )}
      </div>
      {rooms.error && !rooms.data && <RefusalNote error={rooms.error} />}
      {rooms.isPending && <p className="quiet">{t('common.loading')}</p>}
      {rooms.data && list.length === 0 && (
        <div className={styles.empty}>
          <p>{t('rooms.empty')}</p>
          {mayWrite && (
            <Button onClick={() => setMaking('room')} data-testid="new-room">
              {t('rooms.first')}
            </Button>
          )}
        </div>
      )}
      <ul className={styles.list}>
        {list.map((room) => (
          <Row key={room.id} room={room} at={at} />
        ))}
      </ul>
      {making === 'room' && <NewRoom at={at} onClose={close} />}
      {making === 'product' && (
        <NewProduct rooms={list.filter(({ status }) => !OVER.includes(status))} onClose={close} />
      )}
    </PageFrame>
  )
}
