import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseMoney, typedMoney } from '../../staff/money.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { formatNumber } from '../../ui/format.ts'
import { stockView } from '../../ui/stock.ts'
import { LABEL_MAX } from '../limits.ts'
import type { Product, Sku } from './figures.ts'
import { Restock } from './restock.tsx'
import styles from './skus.module.css'
import { useChange } from './use-product.ts'

interface Props {
  readonly product: Product
  readonly sku: Sku
  readonly mayWrite: boolean
}

export const SkuLine = ({ product, sku, mayWrite }: Props) => {
  const { t, i18n } = useTranslation()
  const { currency } = product
  const [label, setLabel] = useState<string | null>(null)
  const [price, setPrice] = useState<string | null>(null)
  const save = useChange(product.id, (catalogue, change: { label?: string; priceMinor?: number }) =>
    catalogue.changeSku(product.id, sku.id, change),
  )
  const priceMinor = price === null ? sku.priceMinor : parseMoney(price, currency)
  const labelled = (label ?? sku.label).trim()
  const dirty = priceMinor !== sku.priceMinor || labelled !== sku.label
  const forget = () => {
    setLabel(null)
    setPrice(null)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!dirty || !priceMinor) return
    save.mutate(
      {
        ...(labelled === sku.label ? {} : { label: labelled }),
        ...(priceMinor === sku.priceMinor ? {} : { priceMinor }),
      },
      { onSuccess: forget },
    )
  }
  const { kind } = stockView(sku.stock, sku.stocked)
  const options = Object.entries(sku.options)
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <li className={styles.line} data-testid="sku-line" data-sku={sku.id}>
      <form className={styles.fields} onSubmit={submit} noValidate>
        <TextInput
          aria-label={t('product.variant')}
          maxLength={LABEL_MAX}
          disabled={!mayWrite}
          placeholder={t('products.only')}
          value={label ?? sku.label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          data-testid="sku-label"
        />
        <TextInput
          aria-label={`${t('product.price')} (${currency}) ${sku.label}`}
          leftSection={<small className={styles.currency}>{currency}</small>}
          leftSectionWidth={44}
          inputMode="decimal"
          disabled={!mayWrite}
          value={price ?? typedMoney(sku.priceMinor, currency)}
          error={priceMinor ? null : t('products.fault.price')}
          onChange={(event) => setPrice(event.currentTarget.value)}
          data-testid="sku-price"
        />
        {dirty && (
          <Button type="submit" loading={save.isPending} disabled={!priceMinor} data-testid="sku-save">
            {t('common.save')}
          </Button>
        )}
      </form>
      <div className={`${styles.left} num`} data-stock={kind}>
        <span data-testid="sku-free">
          <b>{number(sku.stock)}</b> {t('products.ofPieces', { n: number(sku.stocked) })}
        </span>
        {kind !== 'plenty' && <em>{t(kind === 'sold-out' ? 'stock.soldOut' : 'products.few')}</em>}
      </div>
      {mayWrite && <Restock product={product} sku={sku} />}
      {options.length > 0 && (
        <p className={styles.options}>{options.map(([name, value]) => `${name}: ${value}`).join(' · ')}</p>
      )}
      <RefusalNote error={save.error} />
    </li>
  )
}
