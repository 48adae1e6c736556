// What a product ran against the clock, and how each ended: the same list that viewers can read (N13).
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered } from '../../staff/hawker.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { BoltIcon, ClockIcon } from '../../ui/icons.tsx'
import { useCatalogue } from '../use-catalogue.ts'
import type { Product } from './figures.ts'
import styles from './prices.module.css'

export const TimedOffers = ({ product }: { product: Product }) => {
  const { t, i18n } = useTranslation()
  const catalogue = useCatalogue()
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['offers', product.id],
    queryFn: ({ pageParam }) => answered(catalogue.offers(product.id, pageParam)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const now = Date.now()
  const moment = (at: number) => formatMoment(at, now, i18n.language)
  const offers = data?.pages.flatMap((page) => page.offers) ?? []
  return (
    <div data-testid="timed-offers">
      <h3 className={styles.part}>{t('products.offers.title')}</h3>
      <RefusalNote error={error} />
      {data && offers.length === 0 && <p className={styles.lowest}>{t('products.offers.none')}</p>}
      <ol className={`${styles.list} num`}>
        {offers.map(({ launchId, openedAt, opensAt, endsAt, closedAt, reason, flash, again, roomTitle }) => (
          <li key={launchId} className={styles.offer} data-testid="timed-offer" data-again={again || undefined}>
            <p>
              <b>{moment(openedAt)}</b>
              {flash && (
                <em>
                  <BoltIcon size={12} />
                  {t('products.offers.flash', {
                    price: formatMoney(flash.priceMinor, product.currency, i18n.language),
                    taken: flash.taken,
                    quantity: flash.quantity,
                  })}
                </em>
              )}
              {again > 0 && (
                <em>
                  <ClockIcon size={12} />
                  {t('products.offers.again', { count: again + 1, ordinal: true })}
                </em>
              )}
            </p>
            <p>
              {[
                ...(opensAt === null ? [] : [t('products.offers.counted', { at: moment(opensAt) })]),
                endsAt === null ? t('products.offers.openEnd') : t('products.offers.toEnd', { at: moment(endsAt) }),
                reason === null || closedAt === null
                  ? t('products.offers.stands')
                  : t(`products.offers.endings.${reason}`, { at: moment(closedAt) }),
                roomTitle,
              ].join(' · ')}
            </p>
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <button type="button" className="pill" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {t('products.offers.more')}
        </button>
      )}
    </div>
  )
}
