// One more SKU of a product: a value for each option its others have, a price, pieces.
import { newId } from '@hawker/sdk/uuid'
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { typedMoney } from '../../staff/money.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import card from '../card.module.css'
import type { Product } from './figures.ts'
import { type NewSku, readRows, type SkusFault } from './options.ts'
import styles from './skus.module.css'
import { useChange } from './use-product.ts'

/** Names of the options its SKUs have, in the order in which they stand. */
const namesOf = ({ skus }: Product): string[] => [...new Set(skus.flatMap(({ options }) => Object.keys(options)))]

export const AddSku = ({ product, onClose }: { product: Product; onClose: () => void }) => {
  const { t } = useTranslation()
  const names = namesOf(product)
  const [values, setValues] = useState<Record<string, string>>({})
  const [label, setLabel] = useState('')
  const [price, setPrice] = useState(() => typedMoney(product.skus.at(-1)?.priceMinor ?? 0, product.currency))
  const [stock, setStock] = useState('')
  const [fault, setFault] = useState<SkusFault | 'option-value' | 'label' | null>(null)
  // Kept for a second try: what is added once is not added again.
  const id = useRef(newId())
  const add = useChange(product.id, (catalogue, sku: NewSku) => catalogue.addSku(product.id, sku))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const picked = names.map((name) => values[name]?.trim() ?? '')
    if (picked.includes('')) return setFault('option-value')
    if (names.length === 0 && label.trim() === '') return setFault('label')
    const axes = names.map((name, key) => ({ key, name, values: picked[key]! }))
    const read = readRows(axes, [{ picks: { ...picked }, price, stock }], product.currency)
    if (!Array.isArray(read)) return setFault(read.fault)
    setFault(null)
    const [sku] = read
    if (sku)
      add.mutate(
        { ...sku, id: id.current as never, ...(label.trim() && { label: label.trim() }) },
        { onSuccess: onClose },
      )
  }
  return (
    <form className={styles.adding} onSubmit={submit} noValidate data-testid="sku-form">
      <div className={card.three}>
        {names.map((name) => (
          <TextInput
            key={name}
            label={name}
            maxLength={60}
            value={values[name] ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
        {names.length === 0 && (
          <TextInput
            label={t('product.variant')}
            maxLength={80}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={`${t('product.price')} (${product.currency})`}
          inputMode="decimal"
          value={price}
          onChange={(event) => setPrice(event.currentTarget.value)}
        />
        <TextInput
          label={t('product.pieces')}
          inputMode="numeric"
          value={stock}
          onChange={(event) => setStock(event.currentTarget.value)}
        />
      </div>
      {fault && (
        <p className="field-fault" role="alert">
          {t(`products.fault.${fault}`)}
        </p>
      )}
      <RefusalNote error={add.error} />
      <div className={card.end}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={add.isPending} data-testid="sku-create">
          {t('product.addVariant')}
        </Button>
      </div>
    </form>
  )
}
