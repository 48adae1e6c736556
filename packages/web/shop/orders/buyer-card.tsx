import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyIcon } from '../../ui/icons.tsx'
import { useCountryNames } from '../delivery/use-country-names.ts'
import { addressLines } from './address-text.ts'
import styles from './order-page.module.css'
import type { ShopOrder } from './use-orders.ts'

export const BuyerCard = ({ order }: { order: ShopOrder }) => {
  const { t } = useTranslation()
  const countries = useCountryNames()
  const [copied, setCopied] = useState(false)
  const { address, buyerName, buyerId, deliveryName } = order
  const lines = address ? addressLines(address, countries([address.country])) : []
  const text = lines.join('\n')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // No clipboard without https: the address is shown to be copied by hand.
      window.prompt(t('orders.copyByHand'), lines.join(', '))
    }
  }
  return (
    <section className={styles.card}>
      <h2>
        {address ? t('orders.address') : t('orders.buyer')}
        {address && (
          <button type="button" className="pill" onClick={() => void copy()} data-testid="address-copy">
            <CopyIcon size={14} />
            <span aria-live="polite">{copied ? t('common.copied') : t('common.copy')}</span>
          </button>
        )}
      </h2>
      {address ? (
        <address className={styles.address} data-testid="order-address">
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line of an address is its place in it
            <span key={index}>{line}</span>
          ))}
        </address>
      ) : (
        <p className="quiet">{t('orders.noAddress')}</p>
      )}
      <dl className={styles.facts}>
        {deliveryName !== null && (
          <div>
            <dt>{t('orders.price.delivery')}</dt>
            <dd>{deliveryName}</dd>
          </div>
        )}
        <div>
          <dt>{t('orders.buyer')}</dt>
          <dd>
            {buyerName} <code>{buyerId}</code>
          </dd>
        </div>
      </dl>
    </section>
  )
}
