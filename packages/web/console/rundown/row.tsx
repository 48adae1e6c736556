// A product of the rundown: number, picture, title, when, what is left, and the one button.

import type { Launch, ShelfItem } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { ALERT_SHARE, freeOf, stockedOf, waitingFor } from '../../staff/room/lineup.ts'
import { Countdown } from '../../ui/countdown.tsx'
import { formatMoment, formatMoney, formatNumber } from '../../ui/format.ts'
import { BoltIcon, ClockIcon } from '../../ui/icons.tsx'
import { isTeaser } from '../../ui/offer.ts'
import { useClock, useNow } from '../../ui/use-now.ts'
import styles from './row.module.css'
import { RowMenu } from './row-menu.tsx'

interface Props {
  readonly item: ShelfItem
  readonly launch: Launch | null
  readonly isNext: boolean
  readonly busy: boolean
  /** What the next launch is given can be sent as it is. */
  readonly mayStart: boolean
  readonly explained: boolean
  /** Stops selling it, or sells it again; null: that is not yours to do. */
  readonly onSell: (() => void) | null
  readonly onExplain: () => void
  readonly mayOperate: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly onLaunch: () => void
  readonly onRetract: () => void
  readonly onMove: (by: -1 | 1) => void
  readonly onRemove: () => void
  readonly onPlan: (plannedAt: number | null) => void
  /** What the next launch may be given. */
  readonly children: ReactNode
}

const Stock = ({ item }: { item: ShelfItem }) => {
  const { t, i18n } = useTranslation()
  const free = freeOf(item)
  const stocked = Math.max(stockedOf(item), free, 1)
  const low = free < stocked * ALERT_SHARE
  return (
    <div className={styles.stock} data-low={low || undefined} data-testid="console-stock" data-free={free}>
      <span>
        <Trans
          t={t}
          i18nKey="console.leftCount"
          values={{ left: formatNumber(free, i18n.language) }}
          components={{ b: <b /> }}
        />
      </span>
      <span className={styles.bar} aria-hidden="true">
        <i style={{ transform: `scaleX(${free / stocked})` }} />
      </span>
    </div>
  )
}

export const Row = (props: Props) => {
  const { item, launch, isNext, busy, mayOperate, mayStart, explained, onLaunch, onRetract, children } = props
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const now = useNow(launch?.opensAt != null)
  const teaser = isTeaser(launch, now)
  const until = teaser ? launch!.opensAt : (launch?.endsAt ?? null)
  const soldOut = freeOf(item) === 0
  const offSale = item.onSale === false
  const waiting = waitingFor(item)
  const planned = item.plannedAt === null ? null : formatMoment(item.plannedAt, clock.now(), i18n.language)
  const box = useRef<HTMLDivElement>(null)
  const inFocus = launch !== null || isNext
  useEffect(() => {
    if (inFocus) box.current?.scrollIntoView({ block: 'nearest' })
  }, [inFocus])
  return (
    <div
      ref={box}
      className={styles.box}
      data-next={isNext || undefined}
      data-on={launch ? '' : undefined}
      data-testid="console-product-row"
      data-product-id={item.productId}
      data-launched={launch !== null}
    >
      <div className={styles.row}>
        {mayOperate ? <RowMenu {...props} /> : <span />}
        <span className={styles.number}>{item.number}</span>
        <div className={styles.image}>{item.imageUrl && <img src={item.imageUrl} alt="" loading="lazy" />}</div>
        <div className={styles.what}>
          <h3 title={item.title}>{item.title}</h3>
          <div className={styles.meta}>
            {launch && <span data-mark="live">{teaser ? t('console.soon') : t('console.onAir')}</span>}
            {until !== null && (
              <span data-mark="ends">
                <ClockIcon size={12} />
                <Countdown until={until} icon={false} />
              </span>
            )}
            {isNext && <span data-mark="next">{t('console.next')}</span>}
            {offSale ? (
              <span data-mark="gone">{t('console.offSale')}</span>
            ) : (
              soldOut && <span data-mark="gone">{t('stock.soldOut')}</span>
            )}
            {waiting > 0 && (
              <span data-testid="console-waiting" data-waiting={waiting}>
                {t('console.wait', { count: waiting, waiting: formatNumber(waiting, i18n.language) })}
              </span>
            )}
            {!launch && waiting === 0 && planned}
          </div>
        </div>
        <Stock item={item} />
        {mayOperate &&
          (launch ? (
            <Button
              variant="outline"
              color="red"
              className={styles.retract!}
              loading={busy}
              onClick={onRetract}
              data-testid="retract-button"
            >
              {t('console.retract')}
            </Button>
          ) : (
            <Button
              variant={isNext ? 'filled' : 'default'}
              className={styles.launch!}
              loading={busy}
              disabled={soldOut || offSale || !mayStart}
              onClick={onLaunch}
              data-testid="launch-button"
              rightSection={isNext ? <kbd>L</kbd> : null}
            >
              {t('console.launch')}
            </Button>
          ))}
      </div>
      {(launch?.flash || explained) && (
        <div className={`${styles.meta} ${styles.under}`}>
          {launch?.flash && (
            <span data-mark="flash" data-testid="console-flash" data-left={launch.flash.left}>
              <BoltIcon size={12} />
              {t('console.flashLeft', {
                price: formatMoney(launch.flash.priceMinor, item.currency, i18n.language),
                left: launch.flash.left,
                quantity: launch.flash.quantity,
              })}
            </span>
          )}
          {explained && <span data-mark="next">{t('console.explaining')}</span>}
        </div>
      )}
      {isNext && children}
    </div>
  )
}
