import { type Hawker, isRefusal, type Order, type Refusal } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LeftIcon } from '../../ui/icons.tsx'
import { OrderList, useOrders } from '../checkout/orders.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import styles from './orders-page.module.css'

/** My orders outside of a room. Paying happens in the room, where the picture is. */
export const OrdersPage = ({ hawker }: { hawker: Hawker }) => {
  const { t } = useTranslation()
  const { loaded, load, put } = useOrders(hawker)
  const text = useRefusalText()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const cancel = async (orders: readonly Order[]) => {
    setRefusal(null)
    for (const { id } of orders) {
      const answer = await hawker.orders.cancel(id)
      if (isRefusal(answer)) setRefusal(answer)
      else put(answer)
    }
    await load()
  }
  useEffect(() => {
    document.title = t('orders.title')
  }, [t])
  return (
    <div className={styles.page}>
      <header>
        <a href="/" aria-label={t('ended.others')}>
          <LeftIcon />
        </a>
        <h1>{t('orders.title')}</h1>
      </header>
      <main>
        {refusal && (
          <p className={styles.refused} role="alert">
            {text(refusal)}
          </p>
        )}
        <OrderList
          hawker={hawker}
          loaded={loaded}
          reload={load}
          onPay={([first]) => location.assign(`/r/${first?.roomId}${location.search}#orders`)}
          onCancel={(orders) => void cancel(orders)}
        />
      </main>
    </div>
  )
}
