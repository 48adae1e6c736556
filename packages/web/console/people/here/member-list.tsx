import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../../staff/hawker.ts'
import { RefusalNote } from '../../../staff/refusal-note.tsx'
import { isStaffRole } from '../../../staff/rights.ts'
import { useLiveRoom } from '../../../staff/room/live-room.ts'
import { useMayHere, useMayModerate } from '../../../staff/room/may.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { LevelBadge } from '../../../ui/badge.tsx'
import { formatNumber } from '../../../ui/format.ts'
import { MoreIcon, MutedIcon } from '../../../ui/icons.tsx'
import column from '../column.module.css'
import type { Deskmates } from '../deskmates.ts'
import { PersonMenu } from '../person-menu.tsx'
import { useMuted } from '../sanctions.ts'
import styles from './here.module.css'

const MEMBERS_EVERY_MS = 5000
const MEMBERS_SHOWN = 100

export const MemberList = ({ part, mates }: { part: 'members' | 'staff'; mates: Deskmates }) => {
  const { t, i18n } = useTranslation()
  const { id } = useLiveRoom()
  const { call } = useHawker()
  const moderates = useMayModerate()
  const operates = useMayHere('room.operate')
  const muted = useMuted()
  const { data, error, isPending } = useQuery({
    queryKey: ['members', id],
    queryFn: async () => {
      const seen = await answered(call('rooms.listMembers', { params: { room: id }, query: { limit: MEMBERS_SHOWN } }))
      for (const person of [...seen.members, ...seen.staff]) mates.names.learn(person)
      return seen
    },
    refetchInterval: MEMBERS_EVERY_MS,
  })
  if (isPending) return <p className={column.empty}>{t('common.loading')}</p>
  if (!data) return <RefusalNote error={error} />
  const people = data[part]
  const unnamed = part === 'members' ? data.viewers - people.length : 0
  return (
    <ul className={styles.list} data-testid={`list-${part}`}>
      {people.length === 0 && <p className={column.empty}>{t(`console.nobody.${part}`)}</p>}
      {people.map((person) => (
        <li key={person.id} data-user={person.id}>
          <Avatar name={person.name} url={person.avatarUrl} size={32} />
          <span className={styles.about}>
            <b>{person.name}</b>
            <small>
              <LevelBadge level={person.level} />
              {t(`role.${person.role}`)}
            </small>
          </span>
          {muted.has(person.id) && (
            <span className={styles.muted} title={t('console.isMuted')}>
              <MutedIcon size={15} />
              <span className="sr-only">{t('console.isMuted')}</span>
            </span>
          )}
          {(moderates(person) || (operates && !isStaffRole(person.role))) && (
            <PersonMenu person={person} mates={mates} part="all">
              <button type="button" className={styles.more} aria-label={t('console.toolsFor', { name: person.name })}>
                <MoreIcon size={18} />
              </button>
            </PersonMenu>
          )}
        </li>
      ))}
      {unnamed > 0 && (
        <p className={styles.rest}>
          {t('console.andUnnamed', { count: unnamed, viewers: formatNumber(unnamed, i18n.language) })}
        </p>
      )}
    </ul>
  )
}
