// Who is here: staff first, then the newest. Others only count.
import { type Answer, isRefusal, type PublicPerson } from '@hawker/sdk'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { LevelBadge, RoleBadge } from '../../ui/badge.tsx'
import { formatCount } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, RefreshIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { Badges } from '../fans/badges.tsx'
import { useFans } from '../fans/use-fans.ts'
import { createNewest } from './asking.ts'
import list from './list-sheet.module.css'
import { FailedList, LoadingRows } from './list-sheet.tsx'
import styles from './members-sheet.module.css'
import { usePerson } from './person.tsx'
import { useSheets } from './sheets.ts'

const NEWEST = 100

type Members = Answer<'rooms.listMembers'>
type Loaded = 'loading' | 'failed' | Members

interface RowProps {
  readonly person: PublicPerson
  readonly own: boolean
  readonly badges: readonly string[]
}

const Row = ({ person, own, badges }: RowProps) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  return (
    <li data-testid="member" data-level={person.level}>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => sheets.open(own ? { kind: 'level' } : { kind: 'person', person })}
      >
        <Avatar name={person.name} url={person.avatarUrl} size={36} />
        <span className={styles.who}>
          <span>
            <span className={styles.name} dir="auto">
              {person.name}
            </span>
            {own && <small>{t('members.you')}</small>}
          </span>
          <Badges badges={badges} small />
        </span>
        <RoleBadge role={person.role} />
        <LevelBadge level={person.level} />
      </button>
    </li>
  )
}

export const MembersSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t, i18n } = useTranslation()
  const { hawker, id } = useLiveRoom()
  const { you } = usePerson()
  const viewers = useRoomState((state) => state.viewers)
  const fans = useFans()
  const [loaded, setLoaded] = useState<Loaded>('loading')
  const [newest] = useState(createNewest)
  const [badges, setBadges] = useState<Readonly<Record<string, readonly string[]>>>({})
  const load = useCallback(async () => {
    const counts = newest.ask()
    const answer = await hawker.rooms.members(id, NEWEST)
    if (!counts()) return
    setLoaded(isRefusal(answer) ? 'failed' : answer)
    if (isRefusal(answer)) return
    const ids = [...new Set([...answer.staff, ...answer.members].map((person) => person.id))].slice(0, NEWEST)
    if (ids.length === 0) return
    const theirs = await fans.badges(ids)
    if (!isRefusal(theirs)) setBadges(theirs.badges)
  }, [hawker, id, fans, newest])
  useEffect(() => void load(), [load])

  const lists = typeof loaded === 'object' ? loaded : null
  const staffIds = new Set(lists?.staff.map(({ id }) => id))
  const members = lists?.members.filter(({ id }) => !staffIds.has(id)) ?? []
  return (
    <Sheet label={t('members.title')} onClosed={onClosed} className={list.sheet ?? ''} testId="members-sheet">
      {(close) => (
        <>
          <SheetHead
            title={
              <>
                {t('members.title')}
                <small className="num">
                  {t('room.here', { count: viewers, shown: formatCount(viewers, i18n.language) })}
                </small>
              </>
            }
          >
            <IconButton look="plain" label={t('members.again')} onClick={() => void load()}>
              <RefreshIcon size={20} />
            </IconButton>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          {loaded === 'loading' && <LoadingRows />}
          {loaded === 'failed' && <FailedList onRetry={() => void load()} />}
          {lists && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by the keyboard
            <section className={`${list.list} ${styles.list}`} tabIndex={0} aria-label={t('members.title')}>
              {lists.staff.length > 0 && (
                <>
                  <h3>{t('members.staff')}</h3>
                  <ul>
                    {lists.staff.map((person) => (
                      <Row
                        key={person.id}
                        person={person}
                        own={person.id === you?.id}
                        badges={badges[person.id] ?? []}
                      />
                    ))}
                  </ul>
                </>
              )}
              <h3>{t('members.newest')}</h3>
              {members.length === 0 && <p className={styles.none}>{t('members.none')}</p>}
              <ul>
                {members.map((person) => (
                  <Row key={person.id} person={person} own={person.id === you?.id} badges={badges[person.id] ?? []} />
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </Sheet>
  )
}
