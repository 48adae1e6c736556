// State, search and room. What is typed is asked for when typing pauses.
import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchIcon } from '../../ui/icons.tsx'
import { hrefOf } from '../place.ts'
import { go } from '../use-place.ts'
import { Way } from '../way.tsx'
import { type Listing, queryOf, SEARCH_MAX, STATES } from './listing.ts'
import styles from './orders.module.css'
import { useRooms } from './use-orders.ts'

const PAUSE_MS = 250

export const ListBar = ({ listing }: { listing: Listing }) => {
  const { t } = useTranslation()
  const rooms = useRooms().data ?? []
  const [typed, setTyped] = useState(listing.search)
  const now = useRef(listing)
  now.current = listing
  const hrefWith = (change: Partial<Listing>) => hrefOf('orders', null, queryOf({ ...now.current, ...change }))
  useEffect(() => {
    if (typed.trim() === now.current.search.trim()) return
    const href = hrefOf('orders', null, queryOf({ ...now.current, search: typed }))
    const timer = window.setTimeout(() => go(href, { replace: true }), PAUSE_MS)
    return () => window.clearTimeout(timer)
  }, [typed])
  return (
    <>
      <nav className={styles.states} aria-label={t('orders.byState')}>
        {([...STATES, 'all'] as const).map((state) => (
          <Way
            key={state}
            href={hrefWith({ state })}
            aria-current={state === listing.state ? 'page' : undefined}
            data-testid={`orders-${state}`}
          >
            {t(`orders.list.${state}`)}
          </Way>
        ))}
      </nav>
      <div className={styles.bar}>
        <TextInput
          className={styles.search!}
          type="search"
          aria-label={t('orders.search')}
          placeholder={t('orders.search')}
          leftSection={<SearchIcon size={16} />}
          maxLength={SEARCH_MAX}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="orders-search"
        />
        <NativeSelect
          aria-label={t('orders.room')}
          value={listing.room}
          onChange={(event) => go(hrefWith({ room: event.currentTarget.value }), { replace: true })}
          data={[
            { value: '', label: t('orders.everyRoom') },
            ...rooms.map(({ id, title }) => ({ value: id as string, label: title })),
          ]}
          data-testid="orders-room"
        />
      </div>
    </>
  )
}
