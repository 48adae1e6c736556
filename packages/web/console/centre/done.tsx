// What happened in the room by the hand of staff, and whose, since this page is open.
import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveRoom, useRoomEvent } from '../../staff/room/live-room.ts'
import { useYou } from '../../staff/session/you.ts'
import { formatMoment } from '../../ui/format.ts'
import { useClock } from '../../ui/use-now.ts'
import { useNames } from '../people/names.ts'
import styles from './centre.module.css'

const KEPT = 8
/** Of so many events it is remembered who caused them: word of it may come before they do. */
const AUTHORS_KEPT = 50

interface Deed {
  readonly id: string
  /** The event it was told by, when that told of more than this. */
  readonly event?: string
  readonly at: number
  readonly what: string
  readonly words: Readonly<Record<string, string | number>>
}

export const Done = () => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const [deeds, setDeeds] = useState<readonly Deed[]>([])
  const { room: live } = useLiveRoom()
  const { nameOf } = useNames()
  const { person } = useYou()
  const [authors, setAuthors] = useState<ReadonlyMap<string, string>>(new Map())
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
      note({ id: `${id} text`, event: id, at, what: 'announced', words: { text: room.announcement } })
  })
  useRoomEvent('notice.told', ({ id, at, text, broadcast }) =>
    note({ id, at, what: broadcast ? 'toldAll' : 'told', words: { text } }),
  )
  useRoomEvent('staff.did', ({ events, by }) =>
    setAuthors((known) => new Map([...known, ...events.map((id) => [id, by] as const)].slice(-AUTHORS_KEPT))),
  )
  const say = ({ what, words }: Deed): string => {
    if (what === 'moved') return t('console.deed.moved', { status: t(`status.${words.status}`) })
    return t(`console.deed.${what}`, words)
  }
  const byWhom = (id: string): string =>
    id === person.id ? t('console.byYou') : t('console.byWhom', { name: nameOf(id) })
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
              <span>
                {say(deed)}
                {authors.has(deed.event ?? deed.id) && <b>{byWhom(authors.get(deed.event ?? deed.id)!)}</b>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
