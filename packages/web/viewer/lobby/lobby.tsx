// The rooms of the shop: live now, upcoming, earlier.
import { type Answer, type Hawker, isRefusal } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount, formatMoment } from '../../ui/format.ts'
import { PeopleIcon, TruckIcon } from '../../ui/icons.tsx'
import { LanguageChoice } from '../room/more-sheet.tsx'
import { StatusBadge } from '../room/status-row.tsx'
import styles from './lobby.module.css'
import { bySection, SECTIONS } from './sections.ts'

type Card = Answer<'rooms.listRooms'>['rooms'][number]
type Loaded = { kind: 'loading' } | { kind: 'failed' } | { kind: 'rooms'; rooms: readonly Card[] }

const LOOK_AGAIN_MS = 10_000

const Tile = ({ room }: { room: Card }) => {
  const { i18n } = useTranslation()
  return (
    <a className={styles.tile} href={`/r/${room.id}`} data-testid="room-tile" data-room={room.id}>
      <div className={styles.cover}>
        {room.coverUrl && <img src={room.coverUrl} alt="" loading="lazy" />}
        <span className={styles.marks}>
          <StatusBadge status={room.status} />
          {room.status === 'live' && (
            <span className={`${styles.viewers} num`}>
              <PeopleIcon size={13} />
              {formatCount(room.viewers, i18n.language)}
            </span>
          )}
        </span>
      </div>
      <h3>{room.title}</h3>
      <p>
        {room.host && <Avatar name={room.host.name} url={room.host.avatarUrl} size={20} />}
        <span>{room.host?.name}</span>
        {room.status === 'scheduled' && room.startsAt !== null && (
          <time className="num">{formatMoment(room.startsAt, Date.now(), i18n.language)}</time>
        )}
      </p>
    </a>
  )
}

export const Lobby = ({ hawker }: { hawker: Hawker }) => {
  const { t } = useTranslation()
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  const [turn, setTurn] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another look
  useEffect(() => {
    let gone = false
    const look = async () => {
      const answer = await hawker.rooms.list({ limit: 100 })
      if (gone) return
      if (!isRefusal(answer)) setLoaded({ kind: 'rooms', rooms: answer.rooms })
      else setLoaded((known) => (known.kind === 'rooms' ? known : { kind: 'failed' }))
    }
    void look()
    const timer = window.setInterval(() => document.visibilityState === 'visible' && void look(), LOOK_AGAIN_MS)
    return () => {
      gone = true
      window.clearInterval(timer)
    }
  }, [hawker, turn])

  useEffect(() => {
    document.title = t('lobby.title')
  }, [t])

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{t('lobby.title')}</h1>
        <LanguageChoice />
        <a href="/me/orders">
          <TruckIcon size={16} />
          {t('orders.title')}
        </a>
      </header>
      <main>
        {loaded.kind === 'failed' && (
          <div className={styles.note}>
            <p>{t('common.failed')}</p>
            <Button look="soft" onClick={() => setTurn(turn + 1)}>
              {t('common.retry')}
            </Button>
          </div>
        )}
        {loaded.kind === 'rooms' && loaded.rooms.length === 0 && <p className={styles.note}>{t('lobby.empty')}</p>}
        {loaded.kind === 'rooms' &&
          SECTIONS.map((section) => {
            const rooms = bySection(loaded.rooms, section)
            return rooms.length === 0 ? null : (
              <section key={section} className={styles.section}>
                <h2>
                  {t(`lobby.${section}`)} <small className="num">{rooms.length}</small>
                </h2>
                <div className={styles.grid}>
                  {rooms.map((room) => (
                    <Tile key={room.id} room={room} />
                  ))}
                </div>
              </section>
            )
          })}
      </main>
    </div>
  )
}
