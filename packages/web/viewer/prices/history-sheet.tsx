// Every price a product had here, and every offer against the clock: for whoever wants to check a price, on paper too (N13).
import type { ShelfItem } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatDate, formatMoney } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { EmptyList, FailedList } from '../room/list-sheet.tsx'
import { useToast } from '../room/toasts.tsx'
import styles from './history-sheet.module.css'
import { OfferLine } from './offer-line.tsx'
import { hashOf, type Prices, pastOf } from './past.ts'
import { useOffers, usePrices } from './use-past.ts'

const PricesOf = ({ item, prices }: { item: ShelfItem; prices: Prices }) => {
  const { t, i18n } = useTranslation()
  const money = (minor: number) => formatMoney(minor, item.currency, i18n.language)
  const { listPrice } = prices
  return (
    <>
      {listPrice && (
        <p className={styles.said}>
          {t(listPrice.everCharged ? 'prices.listCharged' : 'prices.listUncharged', {
            price: money(listPrice.priceMinor),
          })}
        </p>
      )}
      {pastOf(item, prices).map(({ skuId, label, spans, lowestMinor }) => (
        <section key={skuId} data-testid="sku-past" data-sku={skuId}>
          {label && <h4>{label}</h4>}
          <table className="num">
            <thead>
              <tr>
                <th scope="col">{t('prices.price')}</th>
                <th scope="col">{t('prices.from')}</th>
                <th scope="col">{t('prices.until')}</th>
              </tr>
            </thead>
            <tbody>
              {spans.map(({ kind, priceMinor, from, until }) => (
                <tr key={`${from} ${kind} ${priceMinor}`}>
                  <td>
                    <b>{money(priceMinor)}</b>
                    {kind === 'flash' && <small>{t('prices.flash')}</small>}
                  </td>
                  <td>{formatDate(from, i18n.language)}</td>
                  <td>{until === null ? t('prices.now') : formatDate(until, i18n.language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {lowestMinor !== null && <p>{t('prices.lowestShort', { price: money(lowestMinor) })}</p>}
        </section>
      ))}
    </>
  )
}

const Past = ({ item }: { item: ShelfItem }) => {
  const { t } = useTranslation()
  const { prices, more: morePrices, load } = usePrices(item.productId, '')
  const { offers, more, load: loadOffers } = useOffers(item.productId)
  if (prices === 'failed' || offers === 'failed')
    return (
      <FailedList
        onRetry={() => {
          void load()
          void loadOffers()
        }}
      />
    )
  if (prices === 'loading' || offers === 'loading') return <EmptyList>{t('common.loading')}</EmptyList>
  return (
    <>
      <h3>{t('prices.all')}</h3>
      <PricesOf item={item} prices={prices} />
      {morePrices && (
        <button type="button" className={styles.more} onClick={morePrices} data-testid="prices-more">
          {t('prices.more')}
        </button>
      )}
      <h3>{t('prices.offers')}</h3>
      {offers.length === 0 && <p>{t('prices.noOffers')}</p>}
      <ol className={styles.offers}>
        {offers.map((offer) => (
          <OfferLine key={offer.launchId} offer={offer} currency={item.currency} />
        ))}
      </ol>
      {more && (
        <button type="button" className={styles.more} onClick={more}>
          {t('prices.more')}
        </button>
      )}
    </>
  )
}

export const HistorySheet = ({ productId, onClosed }: { productId: string; onClosed: () => void }) => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const toast = useToast()
  const item = useRoomState((state) => state.shelf.find((item) => item.productId === productId) ?? null)
  const link = `${location.origin}/r/${id}${location.search}${hashOf(productId)}`
  const copy = () =>
    navigator.clipboard
      ? void navigator.clipboard.writeText(link).then(
          () => toast(t('common.copied')),
          () => toast(link),
        )
      : toast(link)
  return (
    <Sheet label={t('prices.history')} onClosed={onClosed} className={styles.sheet ?? ''} testId="price-history">
      {(close) => (
        <>
          <SheetHead title={t('prices.history')}>
            {item && (
              <>
                <button type="button" className={styles.act} onClick={copy}>
                  {t('prices.link')}
                </button>
                <button type="button" className={styles.act} onClick={() => window.print()}>
                  {t('prices.print')}
                </button>
              </>
            )}
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <div className={styles.body}>
            {item ? (
              <>
                <h2>
                  {t('card.number', { number: item.number })} {item.title}
                </h2>
                <Past item={item} />
              </>
            ) : (
              <p>{t('product.gone')}</p>
            )}
          </div>
        </>
      )}
    </Sheet>
  )
}
