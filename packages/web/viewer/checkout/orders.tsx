// The viewer's own orders: a sheet in the room, a page under /me/orders.
import { type Hawker, isRefusal, type Order } from '@hawker/sdk'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { createAsking } from '../room/asking.ts'
import list from '../room/list-sheet.module.css'
import { EmptyList, FailedList, LoadingRows } from '../room/list-sheet.tsx'
import { useSheets } from '../room/sheets.ts'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { groupOrders, withOrder } from './groups.ts'
import { OrderGroup } from './order-group.tsx'

type Loaded = { kind: 'loading' } | { kind: 'failed' } | { kind: 'orders'; orders: readonly Order[] }

export const useOrders = (hawker: Hawker) => {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  const [asking] = useState(createAsking<Order>)
  const load = useCallback(async () => {
    await asking.ask(
      () => hawker.orders.list(),
      (answer, since) => {
        if (!isRefusal(answer)) return setLoaded({ kind: 'orders', orders: since.reduce(withOrder, answer.orders) })
        if (answer.refused === 'not-signed-in') return setLoaded({ kind: 'orders', orders: [] })
        // What is known is better than nothing.
        setLoaded((known) => (known.kind === 'orders' ? known : { kind: 'failed' }))
      },
    )
  }, [asking, hawker])
  const put = useCallback(
    (order: Order) => {
      asking.tell(order)
      setLoaded((known) =>
        known.kind === 'orders' ? { kind: 'orders', orders: withOrder(known.orders, order) } : known,
      )
    },
    [asking],
  )
  useEffect(() => void load(), [load])
  return { loaded, load, put }
}

interface ListProps {
  readonly hawker: Hawker
  readonly loaded: Loaded
  readonly reload: () => Promise<void>
  readonly onPay: (orders: readonly Order[]) => void
  readonly onCancel: (orders: readonly Order[]) => void
  readonly onAsk?: (order: Order) => void
}

export const OrderList = ({ hawker, loaded, reload, onPay, onCancel, onAsk }: ListProps) => {
  const { t } = useTranslation()
  if (loaded.kind === 'loading') return <LoadingRows />
  if (loaded.kind === 'failed') return <FailedList onRetry={() => void reload()} />
  if (loaded.orders.length === 0) return <EmptyList>{t('orders.empty')}</EmptyList>
  return (
    <ul className={list.list}>
      {groupOrders(loaded.orders).map((group) => (
        <OrderGroup
          key={group.id}
          hawker={hawker}
          group={group}
          onPay={onPay}
          onCancel={onCancel}
          onAsk={onAsk}
          onOver={reload}
        />
      ))}
    </ul>
  )
}

export const OrdersSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  const { hawker } = useLiveRoom()
  const sheets = useSheets()
  const toast = useToast()
  const text = useRefusalText()
  const { loaded, load, put } = useOrders(hawker)
  useRoomEvent('own.order', put)
  const cancel = async (orders: readonly Order[]) => {
    for (const { id } of orders) {
      const answer = await hawker.orders.cancel(id)
      if (isRefusal(answer)) toast(text(answer))
      else put(answer)
    }
  }
  return (
    <Sheet label={t('orders.title')} onClosed={onClosed} className={list.sheet ?? ''} testId="orders-sheet">
      {(close) => (
        <>
          <SheetHead title={t('orders.title')}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <OrderList
            hawker={hawker}
            loaded={loaded}
            reload={load}
            onPay={(orders) => sheets.open({ kind: 'pay', orders })}
            onCancel={(orders) => void cancel(orders)}
            onAsk={(order) => sheets.open({ kind: 'ask', about: t('ask.order', { title: order.title }) })}
          />
        </>
      )}
    </Sheet>
  )
}
