// How much of a product is gone. Colour never speaks alone: the words beside it say the same.
import { useTranslation } from 'react-i18next'
import { type StockView, stockView } from './stock.ts'
import styles from './stock-bar.module.css'

export const useStockText = () => {
  const { t } = useTranslation()
  return (view: StockView): string => {
    if (view.kind === 'sold-out') return t('stock.soldOut')
    if (view.kind === 'last') return t('stock.last', { count: view.left })
    return t('stock.sold', { percent: view.soldPercent })
  }
}

export const StockBar = ({ free, stocked }: { free: number; stocked: number }) => {
  const text = useStockText()
  const view = stockView(free, stocked)
  return (
    <>
      <span className={styles.bar} data-kind={view.kind} aria-hidden="true">
        <i style={{ transform: `scaleX(${view.soldPercent / 100})` }} />
      </span>
      <span className="num" data-testid="stock-text" data-free={free}>
        {text(view)}
      </span>
    </>
  )
}
