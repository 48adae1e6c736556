// Products the shop has on other shelves, or that were just taken off this one: put here with one press.

import type { ShelfItem } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { formatMoney } from '../../ui/format.ts'
import styles from './known-products.module.css'

/** Shelves that are looked at, the newest rooms first. */
const ROOMS_READ = 12

const useKnownProducts = (): readonly ShelfItem[] => {
  const { id } = useLiveRoom()
  const hawker = useHawker()
  const { data = [] } = useQuery({
    queryKey: ['known-products', id],
    queryFn: async () => {
      const { rooms } = await answered(hawker.rooms.list({ limit: ROOMS_READ }))
      const others = rooms.filter((room) => room.id !== id)
      const shelves = await Promise.all(others.map((room) => answered(hawker.shelf.read(room.id))))
      return shelves.flatMap(({ items }) => items)
    },
  })
  return data
}

interface Props {
  readonly shelf: readonly ShelfItem[]
  readonly removed: readonly ShelfItem[]
  readonly onAdd: (item: ShelfItem) => void
}

export const KnownProducts = ({ shelf, removed, onAdd }: Props) => {
  const { t, i18n } = useTranslation()
  const elsewhere = useKnownProducts()
  const here = new Set(shelf.map(({ productId }) => productId))
  const known = new Map([...elsewhere, ...removed].map((item) => [item.productId, item]))
  const list = [...known.values()].filter(({ productId }) => !here.has(productId))
  if (list.length === 0) return null
  return (
    <section className={styles.known}>
      <h3>{t('console.known')}</h3>
      <ul>
        {list.map((item) => (
          <li key={item.productId} data-testid="known-product">
            <span className={styles.image}>{item.imageUrl && <img src={item.imageUrl} alt="" loading="lazy" />}</span>
            <b>{item.title}</b>
            <span>{formatMoney(item.priceMinor, item.currency, i18n.language)}</span>
            <Button variant="default" onClick={() => onAdd(item)}>
              {t('console.add')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
