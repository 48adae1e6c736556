// Whose turn it is sees it until it is over: what is held for him, how long, at which price.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatCountdown, formatMoney } from '../../ui/format.ts'
import { useLiveRoom } from '../../ui/live-room.ts'
import { useNow } from '../../ui/use-now.ts'
import { useSheets } from '../room/sheets.ts'
import styles from './turn-card.module.css'
import { turnsOf } from './waits.ts'
import { useWaits } from './waits-provider.tsx'

export const TurnCard = () => {
  const { t, i18n } = useTranslation()
  const { hawker } = useLiveRoom()
  const sheets = useSheets()
  const { waits, load } = useWaits()
  const turns = turnsOf(waits)
  const turn = turns[0]
  const now = useNow(turn !== undefined)
  const left = (turn?.holdEndsAt ?? now) - now
  const over = turn !== undefined && left <= 0
  useEffect(() => {
    if (over) void load()
  }, [over, load])
  const top = sheets.stack[sheets.stack.length - 1]
  // Where it is bought it needs no card.
  const paying =
    (top?.kind === 'pay' && top.orders.some(({ id }) => id === turn?.id)) ||
    (top?.kind === 'product' && top.productId === turn?.productId)
  // Over a sheet it is one line, and never over what the sheet says first.
  const overSheet = top === undefined ? undefined : top.kind === 'pay' ? 'checkout' : top.kind
  return (
    <div className={styles.region} role="status" data-over={overSheet}>
      {turn && !paying && (
        <section className={styles.card} aria-label={t('wait.yourTurn')} data-testid="turn-card" data-order={turn.id}>
          {turn.imageUrl && <img src={turn.imageUrl} alt="" />}
          <div>
            <h3>
              {t('wait.yourTurn')}
              <b className="num" role="timer" aria-live="off">
                {over ? t('countdown.checking') : formatCountdown(left)}
              </b>
            </h3>
            <p>
              {turn.title}
              {turn.skuLabel && `, ${turn.skuLabel}`} ·{' '}
              <span className="num">{formatMoney(turn.totalMinor, turn.currency, i18n.language)}</span>
            </p>
            <footer>
              <Button data-testid="turn-take" onClick={() => sheets.open({ kind: 'pay', orders: [turn] })}>
                {overSheet === undefined ? t('wait.take') : t('product.buy')}
              </Button>
              <button
                type="button"
                className={styles.pass}
                data-testid="turn-pass"
                onClick={() => void hawker.orders.cancel(turn.id).then(() => load())}
              >
                {t('wait.pass')}
              </button>
            </footer>
          </div>
        </section>
      )}
    </div>
  )
}
