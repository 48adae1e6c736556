// A product with its variants, as it is typed.
import { Button, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx'
import { IMAGES_MAX } from '../limits.ts'
import { PicturesField } from '../pictures/pictures-field.tsx'
import { RefusalNote } from '../refusal-note.tsx'
import {
  type DraftFault,
  type DraftSku,
  emptyProduct,
  emptySku,
  type ProductBody,
  productBody,
} from './draft-product.ts'
import styles from './form.module.css'

interface Props {
  readonly currency: string
  readonly busy: boolean
  readonly error: unknown
  readonly onSave: (product: ProductBody) => void
  readonly onClose: () => void
  /** Shown above: the room it goes to. */
  readonly children?: ReactNode
}

const SKUS_MAX = 100

export const ProductForm = ({ currency, busy, error, onSave, onClose, children }: Props) => {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(() => emptyProduct(currency))
  const [sending, setSending] = useState(false)
  const [fault, setFault] = useState<DraftFault | null>(null)
  const set = (change: Partial<typeof draft>) => {
    setFault(null)
    setDraft({ ...draft, ...change })
  }
  const setSku = (key: number, change: Partial<DraftSku>) =>
    set({ skus: draft.skus.map((sku) => (sku.key === key ? { ...sku, ...change } : sku)) })
  const said = (...of: DraftFault[]) => (fault && of.includes(fault) ? t(`product.fault.${fault}`) : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = productBody(draft)
    if (typeof body === 'string') setFault(body)
    else onSave(body)
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {children}
      <TextInput
        label={t('product.title')}
        maxLength={120}
        data-autofocus
        value={draft.title}
        error={said('title')}
        onChange={(event) => set({ title: event.currentTarget.value })}
        data-testid="product-title"
      />
      <fieldset className={styles.skus}>
        <legend>{t('product.variants')}</legend>
        {draft.skus.map(({ key, label, price, stock }) => (
          <div key={key} className={styles.sku}>
            <TextInput
              label={t('product.variant')}
              placeholder={t('product.variantPlaceholder')}
              maxLength={80}
              value={label}
              onChange={(event) => setSku(key, { label: event.currentTarget.value })}
            />
            <TextInput
              label={`${t('product.price')} (${draft.currency})`}
              inputMode="decimal"
              value={price}
              onChange={(event) => setSku(key, { price: event.currentTarget.value })}
              data-testid="product-price"
            />
            <TextInput
              label={t('product.pieces')}
              inputMode="numeric"
              value={stock}
              onChange={(event) => setSku(key, { stock: event.currentTarget.value })}
              data-testid="product-stock"
            />
            <button
              type="button"
              className={styles.remove}
              aria-label={t('product.removeVariant')}
              disabled={draft.skus.length === 1}
              onClick={() => set({ skus: draft.skus.filter((sku) => sku.key !== key) })}
            >
              <CloseIcon size={16} />
            </button>
          </div>
        ))}
        {said('price', 'stock', 'label') && (
          <p className="field-fault" role="alert">
            {said('price', 'stock', 'label')}
          </p>
        )}
        <Button
          variant="subtle"
          justify="flex-start"
          leftSection={<PlusIcon size={15} />}
          disabled={draft.skus.length >= SKUS_MAX}
          onClick={() => set({ skus: [...draft.skus, emptySku(Math.max(...draft.skus.map(({ key }) => key)) + 1)] })}
        >
          {t('product.addVariant')}
        </Button>
      </fieldset>
      <div className={styles.three}>
        <TextInput
          label={t('product.listPrice')}
          inputMode="decimal"
          value={draft.listPrice}
          error={said('list-price')}
          onChange={(event) => set({ listPrice: event.currentTarget.value })}
        />
        <TextInput
          label={t('product.currency')}
          maxLength={3}
          value={draft.currency}
          error={said('currency')}
          onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
        />
        <TextInput
          label={t('product.perBuyer')}
          inputMode="numeric"
          value={draft.perBuyer}
          error={said('per-buyer')}
          onChange={(event) => set({ perBuyer: event.currentTarget.value })}
        />
      </div>
      <Textarea
        label={t('product.points')}
        description={t('product.pointsWhy')}
        rows={3}
        value={draft.points}
        onChange={(event) => set({ points: event.currentTarget.value })}
      />
      <PicturesField
        value={draft.images}
        max={IMAGES_MAX}
        onChange={(images) => set({ images })}
        onSending={setSending}
      />
      <RefusalNote error={error} />
      <div className={styles.end}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={sending} data-testid="product-save">
          {t('product.save')}
        </Button>
      </div>
    </form>
  )
}
