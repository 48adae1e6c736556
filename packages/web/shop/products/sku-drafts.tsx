// Options and the SKUs they make, as a table to fill in: Size × Colour.
import { Button, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CloseIcon, DownIcon, PlusIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import { OPTION_NAME_MAX, OPTIONS_MAX } from '../limits.ts'
import { type Axis, labelOf, type SkuRow, type SkusFault } from './options.ts'
import styles from './skus.module.css'

interface Props {
  readonly axes: readonly Axis[]
  readonly rows: readonly SkuRow[]
  readonly currency: string
  readonly fault: { readonly fault: SkusFault; readonly row: number | null } | null
  readonly onAxes: (axes: readonly Axis[]) => void
  readonly onRows: (rows: SkuRow[]) => void
}

export const SkuDrafts = ({ axes, rows, currency, fault, onAxes, onRows }: Props) => {
  const { t } = useTranslation()
  const setAxis = (key: number, change: Partial<Axis>) =>
    onAxes(axes.map((axis) => (axis.key === key ? { ...axis, ...change } : axis)))
  const setRow = (at: number, change: Partial<SkuRow>) =>
    onRows(rows.map((row, i) => (i === at ? { ...row, ...change } : row)))
  const fill = (field: 'price' | 'stock') => onRows(rows.map((row) => ({ ...row, [field]: rows[0]?.[field] ?? '' })))
  const wrong = (at: number, what: SkusFault) => fault?.row === at && fault.fault === what
  const heads = [
    { field: 'price', name: `${t('product.price')} (${currency})` },
    { field: 'stock', name: t('product.pieces') },
  ] as const
  return (
    <section className={`${card.card} ${card.fields}`} data-testid="sku-drafts">
      <div>
        <h2 className={styles.name}>{t('product.variants')}</h2>
        <p className={`quiet ${card.note}`}>{t('products.optionsWhy')}</p>
      </div>
      {axes.map(({ key, name, values }) => (
        <div key={key} className={styles.axis}>
          <TextInput
            label={t('products.option')}
            placeholder={t('products.optionPlaceholder')}
            maxLength={OPTION_NAME_MAX}
            value={name}
            onChange={(event) => setAxis(key, { name: event.currentTarget.value })}
            data-testid="option-name"
          />
          <TextInput
            label={t('products.values')}
            placeholder={t('products.valuesPlaceholder')}
            value={values}
            onChange={(event) => setAxis(key, { values: event.currentTarget.value })}
            data-testid="option-values"
          />
          <button
            type="button"
            className={styles.remove}
            aria-label={t('products.removeOption', { name })}
            onClick={() => onAxes(axes.filter((axis) => axis.key !== key))}
          >
            <CloseIcon size={16} />
          </button>
        </div>
      ))}
      {axes.length < OPTIONS_MAX && (
        <div>
          <Button
            variant="subtle"
            leftSection={<PlusIcon size={15} />}
            onClick={() =>
              onAxes([...axes, { key: Math.max(0, ...axes.map(({ key }) => key)) + 1, name: '', values: '' }])
            }
            data-testid="option-add"
          >
            {t('products.addOption')}
          </Button>
        </div>
      )}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{rows.length > 1 ? t('product.variant') : ''}</th>
            {heads.map(({ field, name }) => (
              <th key={field} scope="col">
                {name}
                {rows.length > 1 && (
                  <button
                    type="button"
                    className={styles.fill}
                    title={t('products.fill')}
                    aria-label={`${name}: ${t('products.fill')}`}
                    onClick={() => fill(field)}
                  >
                    <DownIcon size={14} />
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ picks, price, stock }, at) => (
            <tr key={labelOf(picks)} data-testid="sku-draft">
              <th scope="row">{labelOf(picks) || t('products.only')}</th>
              <td>
                <TextInput
                  aria-label={`${t('product.price')} ${labelOf(picks)}`}
                  inputMode="decimal"
                  value={price}
                  error={wrong(at, 'price')}
                  onChange={(event) => setRow(at, { price: event.currentTarget.value })}
                  data-testid="draft-price"
                />
              </td>
              <td>
                <TextInput
                  aria-label={`${t('product.pieces')} ${labelOf(picks)}`}
                  inputMode="numeric"
                  value={stock}
                  error={wrong(at, 'stock')}
                  onChange={(event) => setRow(at, { stock: event.currentTarget.value })}
                  data-testid="draft-stock"
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {fault && (
        <p className="field-fault" role="alert" data-testid="skus-fault">
          {t(`products.fault.${fault.fault}`, { count: rows.length })}
        </p>
      )}
    </section>
  )
}
