// What is held for somebody who did not order it a moment ago: what it is, how long it is his, at which price.
import type { Order } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatCountdown, formatMoney } from '../../ui/format.ts'
import { useSheets } from '../room/sheets.ts'
import styles from './held-card.module.css'

interface Props {
  /** Null: nothing is shown, and the place stays for who hears the page. */
  readonly order: Order | null
  readonly now: number
  readonly title: string
  /** Stands in the place of the price, where the title says it. */
  readonly note?: string
  readonly take: string
  /** Shorter, where the card is one line. */
  readonly takeOverSheet: string
  readonly testId: string
  readonly onTake: (order: Order) => void
  /** Left out: it cannot be passed on. */
  readonly onPass?: (order: Order) => void
}

export const HeldCard = ({ order, now, title, note, take, takeOverSheet, testId, onTake, onPass }: Props) => {
  const { t, i18n } = useTranslation()
  const sheets = useSheets()
  const top = sheets.stack[sheets.stack.length - 1]
  const left = (order?.holdEndsAt ?? now) - now
  // Over a sheet it is one line, and never over what the sheet says first.
  const overSheet = top === undefined ? undefined : top.kind === 'pay' ? 'checkout' : top.kind
  return (
    <div className={styles.region} role="status" data-over={overSheet}>
      {order && (
        <section className={styles.card} aria-label={title} data-testid={`${testId}-card`} data-order={order.id}>
          {order.imageUrl && <img src={order.imageUrl} alt="" />}
          <div>
            <h3>
              <span className="num">{title}</span>
              <b className="num" role="timer" aria-live="off">
                {left <= 0 ? t('countdown.checking') : formatCountdown(left)}
              </b>
            </h3>
            <p>
              {note && `${note} · `}
              {order.title}
              {order.skuLabel && `, ${order.skuLabel}`}
              {!note && (
                <>
                  {' '}
                  · <span className="num">{formatMoney(order.totalMinor, order.currency, i18n.language)}</span>
                </>
              )}
            </p>
            <footer>
              <Button data-testid={`${testId}-take`} onClick={() => onTake(order)}>
                {overSheet === undefined ? take : takeOverSheet}
              </Button>
              {onPass && (
                <button
                  type="button"
                  className={styles.pass}
                  data-testid={`${testId}-pass`}
                  onClick={() => onPass(order)}
                >
                  {t('wait.pass')}
                </button>
              )}
            </footer>
          </div>
        </section>
      )}
    </div>
  )
}
