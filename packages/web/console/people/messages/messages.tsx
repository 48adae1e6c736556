// One-to-one: who wrote to the shop, what waits, and the conversation that is open.
import type { PublicPerson } from '@hawker/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../../staff/refusal-note.tsx'
import { Avatar } from '../../../ui/avatar.tsx'
import { formatMoment } from '../../../ui/format.ts'
import { useClock } from '../../../ui/use-now.ts'
import { ActBar } from '../../acts/act-bar.tsx'
import column from '../column.module.css'
import type { Deskmates } from '../deskmates.ts'
import styles from './messages.module.css'
import { Thread } from './thread.tsx'
import { useThreads } from './use-threads.ts'

const FILTERS = ['all', 'unread'] as const

const Threads = ({ onOpen }: { onOpen: (person: PublicPerson) => void }) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('all')
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useThreads(filter === 'unread')
  const threads = data?.pages.flatMap((page) => page.threads) ?? []
  return (
    <>
      <div className={column.filters}>
        {FILTERS.map((one) => (
          <button key={one} type="button" aria-pressed={one === filter} onClick={() => setFilter(one)}>
            {t(`console.threadFilter.${one}`)}
          </button>
        ))}
      </div>
      {isPending && <p className={column.empty}>{t('common.loading')}</p>}
      {!data && error && <RefusalNote error={error} />}
      {data && threads.length === 0 && <p className={column.empty}>{t(`console.noThreads.${filter}`)}</p>}
      <ul className={styles.threads}>
        {threads.map(({ user, last, unread, updatedAt }) => (
          <li key={user.id}>
            <button
              type="button"
              data-unread={unread > 0 || undefined}
              onClick={() => onOpen(user)}
              data-testid="thread"
              data-user={user.id}
            >
              <Avatar name={user.name} url={user.avatarUrl} size={36} />
              <span className={styles.about}>
                <b>{user.name}</b>
                <small>
                  {last?.byShop && `${t('console.shop')}: `}
                  {last?.text ?? ''}
                </small>
              </span>
              <span className={styles.side}>
                <time>{formatMoment(updatedAt, clock.now(), i18n.language)}</time>
                {unread > 0 && (
                  <u>
                    {unread}
                    <span className="sr-only">{t('console.unread')}</span>
                  </u>
                )}
              </span>
            </button>
          </li>
        ))}
        {hasNextPage && (
          <li>
            <button
              type="button"
              className={styles.older}
              disabled={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              {t('console.older')}
            </button>
          </li>
        )}
      </ul>
    </>
  )
}

interface Props {
  readonly open: PublicPerson | null
  readonly onOpen: (person: PublicPerson | null) => void
  readonly mates: Deskmates
}

export const Messages = ({ open, onOpen, mates }: Props) => (
  <>
    {open ? (
      <Thread key={open.id} person={open} mates={mates} onBack={() => onOpen(null)} />
    ) : (
      <Threads onOpen={onOpen} />
    )}
    <ActBar side="people" />
  </>
)
