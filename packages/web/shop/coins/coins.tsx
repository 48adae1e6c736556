// Gifts, top-ups and what took them back, newest first: of the shop, of one person, of one room.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { formatNumber } from '../../ui/format.ts'
import { CheckIcon, CloseIcon, SearchIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import { useRooms } from '../orders/use-orders.ts'
import { hrefOf } from '../place.ts'
import section from '../section.module.css'
import { go, usePlace } from '../use-place.ts'
import { Way } from '../way.tsx'
import styles from './coins.module.css'
import { type Listing, listingOf, queryOf } from './listing.ts'
import { TransferRow } from './transfer-row.tsx'
import { useTransfers } from './use-transfers.ts'

const GHOSTS = [1, 2, 3]

const hrefTo = (listing: Listing) => hrefOf('coins', null, queryOf(listing))

const Bar = ({ listing }: { listing: Listing }) => {
  const { t } = useTranslation()
  const rooms = useRooms().data ?? []
  const [typed, setTyped] = useState(listing.of === 'user' ? listing.id : '')
  const room = listing.of === 'room' ? listing.id : ''
  const search = (event: FormEvent) => {
    event.preventDefault()
    go(hrefTo(listingOf(new URLSearchParams({ user: typed }))))
  }
  return (
    <form className={styles.bar} onSubmit={search}>
      <TextInput
        className={styles.search!}
        type="search"
        aria-label={t('coins.person')}
        placeholder={t('coins.person')}
        leftSection={<SearchIcon size={16} />}
        maxLength={64}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-testid="coins-person"
      />
      <NativeSelect
        aria-label={t('coins.room')}
        value={room}
        onChange={({ currentTarget: { value } }) =>
          go(hrefTo(value === '' ? { of: 'all' } : { of: 'room', id: value }))
        }
        data={[
          { value: '', label: t('coins.everyRoom') },
          ...(room !== '' && !rooms.some(({ id }) => id === room) ? [{ value: room, label: room }] : []),
          ...rooms.map(({ id, title }) => ({ value: id as string, label: title })),
        ]}
        data-testid="coins-room"
      />
    </form>
  )
}

export const Coins = (_: { item: string | null }) => {
  const { t, i18n } = useTranslation()
  const { query } = usePlace()
  const listing = listingOf(query)
  const list = useTransfers(listing)
  const rooms = useRooms().data ?? []
  const [taken, setTaken] = useState<{ name: string; coins: number; debt: number } | null>(null)
  const transfers = list.data?.pages.flatMap((page) => page.transfers) ?? []
  const number = (value: number) => formatNumber(value, i18n.language)
  const titleOf = (id: string | null) => rooms.find((room) => room.id === id)?.title ?? null
  const chosen =
    listing.of === 'user'
      ? (transfers.find(({ userId }) => userId === listing.id)?.userName ?? listing.id)
      : listing.of === 'room'
        ? (titleOf(listing.id) ?? listing.id)
        : null
  return (
    <>
      <div className={section.top}>
        <h1>{t('coins.title')}</h1>
        <p className="quiet">{t('coins.what')}</p>
      </div>
      <Bar key={hrefTo(listing)} listing={listing} />
      {listing.of !== 'all' && (
        <p className={styles.chosen}>
          <span>{t(`coins.of.${listing.of}`, { name: chosen })}</span>
          <Way href={hrefOf('coins')} data-testid="coins-all">
            <CloseIcon size={14} />
            {t('coins.showAll')}
          </Way>
        </p>
      )}
      <p className={`${card.saved} ${styles.taken}`} role="status" data-testid="coins-taken">
        {taken && (
          <>
            <CheckIcon size={16} />
            {t(taken.debt > 0 ? 'coins.owesNow' : 'coins.hasNow', {
              ...{ name: taken.name, coins: number(taken.coins), debt: number(taken.debt) },
            })}
          </>
        )}
      </p>
      <RefusalNote error={list.error} />
      {list.isPending && (
        <ul className={section.rows} aria-label={t('common.loading')}>
          {GHOSTS.map((n) => (
            <li key={n} className={section.ghost} />
          ))}
        </ul>
      )}
      {list.data && transfers.length === 0 && (
        <div className={section.empty}>
          <p>{t(listing.of === 'all' ? 'coins.none' : 'coins.noneFound')}</p>
        </div>
      )}
      <ul className={section.rows} data-testid="coins-list" data-of={listing.of} aria-busy={list.isPlaceholderData}>
        {transfers.map((transfer) => (
          <TransferRow key={transfer.id} transfer={transfer} room={titleOf(transfer.roomId)} onTaken={setTaken} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className={section.more}>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('coins.more')}
          </Button>
        </div>
      )}
    </>
  )
}
