// Sheets for who buys, checks or looks his money up, each a file of its own: who only watches does not load them.
import { type ComponentType, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import styles from './small-sheets.module.css'

/** A shop that was renewed meanwhile has no such file any more: only loading the page again helps. */
const NotLoaded = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  return (
    <Sheet label={t('common.failed')} onClosed={onClosed}>
      {() => (
        <>
          <SheetHead title={t('common.failed')} />
          <div className={styles.foot}>
            <Button big onClick={() => location.reload()}>
              {t('common.retry')}
            </Button>
          </div>
        </>
      )}
    </Sheet>
  )
}

const sheet = <P extends { onClosed: () => void }>(load: () => Promise<ComponentType<P>>) =>
  lazy(async () => ({ default: await load().catch(() => NotLoaded as ComponentType<P>) }))

export const LazyCheckout = sheet(async () => (await import('../checkout/checkout-sheet.tsx')).CheckoutSheet)
export const LazyCart = sheet(async () => (await import('../cart/cart-sheet.tsx')).CartSheet)
export const LazyHistory = sheet(async () => (await import('../prices/history-sheet.tsx')).HistorySheet)
export const LazyOrders = sheet(async () => (await import('../checkout/orders.tsx')).OrdersSheet)
export const LazyWallet = sheet(async () => (await import('../gifts/wallet-sheet.tsx')).WalletSheet)
