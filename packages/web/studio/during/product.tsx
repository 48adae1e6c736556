// The product on air in big type, and what comes next.
import type { Launch, ShelfItem } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { freeOf, nextUp, onAir } from '../../staff/room/lineup.ts'
import { useRoomState } from '../../staff/room/live-room.ts'
import { formatCountdown, formatMoment, formatMoney, formatNumber } from '../../ui/format.ts'
import { besideOf, flashMinorOf, isTeaser } from '../../ui/offer.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './product.module.css'

const HOUR_MS = 3_600_000
const POINTS_SHOWN = 4

const EndsIn = ({ at }: { at: number | null }) => {
  const { t } = useTranslation()
  const now = useNow(at !== null)
  if (at === null) return <b>{t('studio.openEnd')}</b>
  return <b data-kind="time">{at > now ? formatCountdown(at - now) : t('countdown.checking')}</b>
}

const Figures = ({ item, launch }: { item: ShelfItem; launch: Launch | null }) => {
  const { t, i18n } = useTranslation()
  const { currency, priceMinor } = item
  const now = useNow(launch?.flash != null || launch?.opensAt != null)
  const flash = flashMinorOf(launch, priceMinor, now)
  const beside = besideOf(item, priceMinor, flash)
  const teaser = isTeaser(launch, now)
  const endsAt = (teaser ? launch?.opensAt : launch?.endsAt) ?? null
  const money = (minor: number) => formatMoney(minor, currency, i18n.language)
  return (
    <div className={styles.big}>
      <div>
        <small>{t('studio.price')}</small>
        <b data-kind="price">
          {money(flash ?? priceMinor)}
          {beside &&
            (beside.charged ? (
              <s>{money(beside.minor)}</s>
            ) : (
              <small>{t('common.recommended', { price: money(beside.minor) })}</small>
            ))}
        </b>
      </div>
      <div>
        <small>{t('studio.left')}</small>
        <b data-testid="studio-left">{formatNumber(freeOf(item), i18n.language)}</b>
      </div>
      <div data-open={endsAt === null || undefined}>
        <small>{t(teaser ? 'studio.startsIn' : 'studio.endsIn')}</small>
        <EndsIn at={endsAt} />
      </div>
    </div>
  )
}

const Next = ({ item }: { item: ShelfItem }) => {
  const { t, i18n } = useTranslation()
  const now = useNow(item.plannedAt !== null)
  const left = item.plannedAt === null ? null : item.plannedAt - now
  const soon = left !== null && left > 0 && left < HOUR_MS
  return (
    <div className={styles.next} data-testid="studio-next">
      <div className={styles.image}>{item.imageUrl && <img src={item.imageUrl} alt="" />}</div>
      <div>
        <small>{t('studio.next', { number: item.number })}</small>
        <span>{item.title}</span>
      </div>
      {item.plannedAt !== null && left !== null && left > -HOUR_MS && (
        <b>
          <small>{soon ? t('studio.in') : t('studio.planned')}</small>
          {soon ? formatCountdown(left) : formatMoment(item.plannedAt, now, i18n.language)}
        </b>
      )}
    </div>
  )
}

/** Selling points; without any, what distinguishes the variants. */
const pointsOf = ({ sellingPoints, skus }: ShelfItem): readonly string[] =>
  sellingPoints.length > 0 ? sellingPoints : skus.map(({ label }) => label).filter((label) => label !== '')

export const Product = () => {
  const { t } = useTranslation()
  const item = useRoomState(onAir)
  const launch = useRoomState((state) => state.launch)
  const lastClosed = useRoomState((state) => state.lastClosed)
  const shelf = useRoomState((state) => state.shelf)
  const next = nextUp({ launch, lastClosed, shelf })
  return (
    <section className={styles.product} aria-label={t('studio.onAir')} data-testid="studio-product">
      {item && launch ? (
        <>
          <div className={styles.head}>
            <div className={styles.image}>{item.imageUrl && <img src={item.imageUrl} alt="" />}</div>
            <div>
              <em>
                <u>{t('studio.number', { number: item.number })}</u>
                {t('studio.onAir')}
              </em>
              <h1>{item.title}</h1>
            </div>
          </div>
          <Figures item={item} launch={launch} />
          <ul className={styles.points}>
            {pointsOf(item)
              .slice(0, POINTS_SHOWN)
              .map((point) => (
                <li key={point}>{point}</li>
              ))}
          </ul>
        </>
      ) : (
        <div className={styles.none}>
          <h1>{t('studio.nothingOn')}</h1>
          <p>{shelf.length === 0 ? t('studio.noProducts') : t('studio.nothingOnWhy')}</p>
        </div>
      )}
      {next && <Next item={next} />}
    </section>
  )
}
