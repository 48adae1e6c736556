import type { ShelfItem } from '@hawker/sdk'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { nextUp } from '../../staff/room/lineup.ts'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import { useMayHere } from '../../staff/room/may.ts'
import { NewProduct } from '../../staff/rooms/new-product.tsx'
import { PlusIcon } from '../../ui/icons.tsx'
import { ActBar } from '../acts/act-bar.tsx'
import { useKeys } from '../acts/keys.ts'
import { useNarrow } from '../acts/use-narrow.ts'
import { KnownProducts } from './known-products.tsx'
import { LaunchField } from './launch-field.tsx'
import { askOf, type LaunchForm, PLAIN } from './launch-form.ts'
import { Row } from './row.tsx'
import styles from './rundown.module.css'
import { useLaunching } from './use-launching.ts'
import { useShelfEdit } from './use-shelf-edit.ts'

/** The shelf of a room that hides from visitors is not in its snapshot until something changed: read it once. */
const useShelf = (): readonly ShelfItem[] => {
  const { id } = useLiveRoom()
  const hawker = useHawker()
  const live = useRoomState(({ shelf }) => shelf)
  const read = useQuery({
    queryKey: ['shelf', id],
    queryFn: async () => (await answered(hawker.shelf.read(id))).items,
    enabled: live.length === 0,
  })
  return live.length > 0 ? live : (read.data ?? [])
}

export const Rundown = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const shelf = useShelf()
  const launch = useRoomState((state) => state.launch)
  const lastClosed = useRoomState((state) => state.lastClosed)
  const title = useRoomState(({ room }) => room?.title ?? '')
  const mayOperate = useMayHere('room.operate')
  const mayStock = useMayHere('catalogue.write')
  const narrow = useNarrow()
  const launching = useLaunching()
  const editing = useShelfEdit()
  const explaining = useRoomState((state) => state.explaining)
  const [form, setForm] = useState<LaunchForm>(PLAIN)
  const [adding, setAdding] = useState(false)
  const next = nextUp({ shelf, launch, lastClosed })

  // The form belongs to the next one; others go out as they are.
  const howOf = (item: ShelfItem) => askOf(item.productId === next?.productId ? form : PLAIN, item)
  const start = (item: ShelfItem) => {
    const how = howOf(item)
    if (typeof how === 'string') return
    setForm(PLAIN)
    void launching.launch(item, how)
  }
  useKeys((key) => {
    if (!mayOperate) return false
    const item = key === 'l' ? next : shelf.find(({ number }) => String(number) === key)
    if (!item || item.productId === launch?.productId) return false
    start(item)
    return true
  })

  return (
    <section className={`${styles.rundown} num`} data-part="rundown" aria-label={t('console.rundown')}>
      <header className={styles.head}>
        <h2>{t('console.rundown')}</h2>
        <small>{t('console.products', { count: shelf.length })}</small>
        {mayStock && mayOperate && (
          <button type="button" className={styles.add} onClick={() => setAdding(true)} data-testid="add-product">
            <PlusIcon size={14} />
            {t('console.add')}
          </button>
        )}
      </header>
      <RefusalNote error={editing.error} />
      <div className={styles.rows}>
        {shelf.length === 0 && (
          <div className={styles.empty}>
            <p>{t('console.noProducts')}</p>
            {mayStock && mayOperate && (
              <button type="button" className="pill" onClick={() => setAdding(true)}>
                {t('console.firstProduct')}
              </button>
            )}
          </div>
        )}
        {shelf.map((item, index) => (
          <Row
            key={item.productId}
            item={item}
            launch={launch?.productId === item.productId ? launch : null}
            isNext={next?.productId === item.productId}
            busy={launching.busy === item.productId}
            mayStart={typeof howOf(item) !== 'string'}
            explained={explaining === item.productId}
            onSell={mayStock ? () => void launching.sell(item, item.onSale === false) : null}
            onExplain={() => void launching.explain(explaining === item.productId ? null : item.productId)}
            mayOperate={mayOperate}
            isFirst={index === 0}
            isLast={index === shelf.length - 1}
            onLaunch={() => start(item)}
            onRetract={() => void launching.retract(item)}
            onMove={(by) => editing.move(shelf, index, by)}
            onRemove={() => editing.remove(shelf, index)}
            onPlan={(plannedAt) => editing.plan(shelf, index, plannedAt)}
          >
            {mayOperate && <LaunchField item={item} form={form} onChange={setForm} />}
          </Row>
        ))}
      </div>
      <ActBar side="rundown" of={narrow ? ['rundown'] : ['rundown', 'room']} />
      {adding && (
        <NewProduct rooms={[{ id: id as never, title }]} currency={shelf[0]?.currency} onClose={() => setAdding(false)}>
          <KnownProducts
            shelf={new Set(shelf.map(({ productId }) => productId))}
            onAdd={(productId) => editing.add(shelf, productId)}
          />
        </NewProduct>
      )}
    </section>
  )
}
