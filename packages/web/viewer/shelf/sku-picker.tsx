// Which of a product's SKUs: by what they differ in, else by their labels. A sold-out one can be chosen, to wait for it.
import type { Sku } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { stockView } from '../../ui/stock.ts'
import { axesOf, skuWith } from './options.ts'
import styles from './product-sheet.module.css'

interface Props {
  readonly skus: readonly Sku[]
  readonly chosen: Sku
  readonly choose: (sku: Sku) => void
}

interface Part {
  readonly name: string
  readonly value: string
  readonly choices: readonly { readonly text: string; readonly sku: Sku }[]
  /** The last thing chosen decides which piece it is: there its stock is told. */
  readonly last: boolean
}

export const SkuPicker = ({ skus, chosen, choose }: Props) => {
  const { t } = useTranslation()
  const axes = axesOf(skus)
  const parts: readonly Part[] =
    axes === null
      ? [
          {
            name: t('product.choose'),
            value: chosen.label,
            choices: skus.map((sku) => ({ text: sku.label, sku })),
            last: true,
          },
        ]
      : axes.map(({ name, values }, i) => ({
          name,
          value: chosen.options?.[name] ?? '',
          choices: values.flatMap((text) => {
            const sku = skuWith(skus, chosen, name, text)
            return sku ? [{ text, sku }] : []
          }),
          last: i === axes.length - 1,
        }))
  return (
    <>
      {parts.map(({ name, value, choices, last }) => (
        <fieldset key={name} className={styles.skus}>
          <legend>
            <span>{name}</span>
            <b>{value}</b>
          </legend>
          <div>
            {choices.map(({ text, sku }) => {
              const view = stockView(sku.stock, sku.stocked)
              return (
                <button
                  key={text}
                  type="button"
                  aria-pressed={text === value}
                  data-kind={view.kind}
                  data-testid="sku"
                  data-sku={sku.id}
                  onClick={() => choose(sku)}
                >
                  {text}
                  {(last || view.kind === 'sold-out') && (
                    <small className="num">
                      {view.kind === 'sold-out' ? t('stock.soldOut') : t('product.left', { count: sku.stock })}
                    </small>
                  )}
                </button>
              )
            })}
          </div>
        </fieldset>
      ))}
    </>
  )
}
