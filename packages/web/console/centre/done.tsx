// What happened in the room by the hand of staff, since this page is open.
import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveRoom, useRoomEvent } from '../../staff/room/live-room.ts'
import { formatMoment } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import styles from './centre.module.css'

const KEPT = 8

interface Deed {
  readonly id: string
  readonly at: number
  readonly what: string
  readonly words: Readonly<Record<string, string | number>>
}

export const Done = () => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const [deeds, setDeeds] = useState<readonly Deed[]>([])
  const { room: live } = useLiveRoom()
  const facts = useRef(live.state.room)
  const titles = useRef(new Map<string, string>(live.state.drops.map(({ id, terms }) => [id, terms.title])))
  const note = useCallback((deed: Deed) => setDeeds((known) => [deed, ...known].slice(0, KEPT)), [])
  useRoomEvent('launch.opened', ({ id, at, item: { number, title } }) =>
    note({ id, at, what: 'launched', words: { number, title } }),
  )
  useRoomEvent('launch.closed', ({ id, at, reason }) => {
    if (reason !== 'replaced') note({ id, at, what: `closed.${reason}`, words: {} })
  })
  useRoomEvent('coupon.dropped', ({ id, at, drop: { id: dropId, quantity, terms } }) => {
    titles.current.set(dropId, terms.title)
    note({ id, at, what: 'dropped', words: { count: quantity, title: terms.title } })
  })
  useRoomEvent('coupon.closed', ({ id, at, dropId, reason }) =>
    note({
      id,
      at,
      what: `dropClosed.${reason}`,
      words: { title: titles.current.get(dropId) ?? t('campaign.coupon') },
    }),
  )
  useRoomEvent('room.changed', ({ id, at, room }) => {
    const before = facts.current
    facts.current = room
    if (before?.status !== room.status) note({ id, at, what: 'moved', words: { status: room.status } })
    if (before?.announcement !== room.announcement)
      note({ id: `${id} text`, at, what: 'announced', words: { text: room.announcement } })
  })
  useRoomEvent('notice.told', ({ id, at, text, broadcast }) =>
    note({ id, at, what: broadcast ? 'toldAll' : 'told', words: { text } }),
  )
  const say = ({ what, words }: Deed): string => {
    if (what === 'moved') return t('console.deed.moved', { status: t(`status.${words.status}`) })
    return t(`console.deed.${what}`, words)
  }
  return (
    <div className={styles.box}>
      <h3>{t('console.done')}</h3>
      {deeds.length === 0 ? (
        <p className="quiet">{t('console.nothingDone')}</p>
      ) : (
        <ul className={styles.done}>
          {deeds.map((deed) => (
            <li key={deed.id}>
              <time>{formatMoment(deed.at, clock.now(), i18n.language)}</time>
              <span>{say(deed)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
