// A new product on one page: what is said of it, pictures, options and the SKUs they make.
import { Button, Switch, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, Refused } from '../../staff/hawker.ts'
import { IMAGES_MAX } from '../../staff/limits.ts'
import { PicturesField } from '../../staff/pictures/pictures-field.tsx'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { likelyCurrency, rememberCurrency } from '../../staff/rooms/currency.ts'
import { LeftIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import { hrefOf } from '../place.ts'
import { newShortId } from '../short-id.ts'
import { useUnsaved } from '../unsaved.ts'
import { useCatalogue } from '../use-catalogue.ts'
import { go } from '../use-place.ts'
import { Way } from '../way.tsx'
import { EMPTY_FACTS, type FactsFault, readFacts } from './facts.ts'
import { FactsFields } from './facts-fields.tsx'
import { type Axis, EMPTY_ROW, readRows, rowsOf, type SkusFault } from './options.ts'
import styles from './product-page.module.css'
import { SkuDrafts } from './sku-drafts.tsx'

type Catalogue = ReturnType<typeof useCatalogue>
type Body = Parameters<Catalogue['create']>[0]

/** Made once: the same again, after an answer that never came, finds the product there. */
const makeOnce = async (catalogue: Catalogue, body: Body): Promise<string> => {
  try {
    return (await answered(catalogue.create(body))).productId
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.refused !== 'conflict' || !body.id) throw error
    return (await answered(catalogue.read(body.id))).id
  }
}

export const NewProduct = () => {
  const { t, i18n } = useTranslation()
  const catalogue = useCatalogue()
  const queries = useQueryClient()
  const [facts, setFacts] = useState(EMPTY_FACTS)
  const [currency, setCurrency] = useState(() => likelyCurrency(i18n.language))
  const [onSale, setOnSale] = useState(true)
  const [ships, setShips] = useState(true)
  const [images, setImages] = useState<readonly string[]>([])
  const [sending, setSending] = useState(false)
  const [axes, setAxes] = useState<readonly Axis[]>([])
  const [rows, setRows] = useState(() => rowsOf([], [EMPTY_ROW]))
  const [fault, setFault] = useState<FactsFault | 'currency' | { fault: SkusFault; row: number | null } | null>(null)
  const id = useRef(newShortId())
  const make = useMutation({
    mutationFn: (body: Body) => makeOnce(catalogue, body),
    onSuccess: (made) => {
      rememberCurrency(currency)
      void queries.invalidateQueries({ queryKey: ['products'] })
      go(hrefOf('products', made), { replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!/^[A-Z]{3}$/.test(currency)) return setFault('currency')
    const said = readFacts(facts, currency)
    if (typeof said === 'string') return setFault(said)
    const skus = readRows(axes, rows, currency)
    if (!Array.isArray(skus)) return setFault(skus)
    setFault(null)
    make.mutate({
      ...said,
      id: id.current as never,
      currency,
      onSale,
      ships,
      images: [...images],
      imageUrl: null,
      skus,
    })
  }
  useUnsaved(!make.isSuccess && (facts !== EMPTY_FACTS || images.length > 0 || axes.length > 0))
  const form = useRef<HTMLFormElement>(null)
  // What is not right may stand far above the button.
  useEffect(() => {
    if (fault !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [fault])
  const named = typeof fault === 'string' ? fault : null
  return (
    <form ref={form} onSubmit={submit} noValidate data-testid="new-product">
      <div className={styles.top}>
        <Way className={styles.back} href={hrefOf('products')} aria-label={t('products.all')}>
          <LeftIcon size={20} />
        </Way>
        <h1>{t('product.new')}</h1>
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          <section className={`${card.card} ${card.fields}`}>
            <FactsFields
              draft={facts}
              currency={currency}
              fault={named === 'currency' ? null : named}
              onChange={(change) => {
                setFault(null)
                setFacts((before) => ({ ...before, ...change }))
              }}
            />
          </section>
          <SkuDrafts
            axes={axes}
            rows={rows}
            currency={currency}
            fault={typeof fault === 'object' ? fault : null}
            onAxes={(next) => {
              setFault(null)
              setAxes(next)
              setRows((before) => rowsOf(next, before))
            }}
            onRows={(next) => {
              setFault(null)
              setRows(next)
            }}
          />
        </div>
        <div className={styles.column}>
          <section className={card.card}>
            <h2>{t('products.pictures')}</h2>
            <PicturesField value={images} max={IMAGES_MAX} onChange={setImages} onSending={setSending} />
          </section>
          <section className={`${card.card} ${card.fields}`}>
            <TextInput
              label={t('product.currency')}
              description={t('products.currencyWhy')}
              maxLength={3}
              value={currency}
              error={named === 'currency' ? t('product.fault.currency') : null}
              onChange={(event) => {
                setFault(null)
                setCurrency(event.currentTarget.value.toUpperCase())
              }}
              data-testid="product-currency"
            />
            <Switch
              checked={onSale}
              label={t('products.onSale')}
              onChange={(event) => setOnSale(event.currentTarget.checked)}
            />
            <Switch
              checked={ships}
              label={t('products.ships')}
              description={t('products.shipsWhy')}
              onChange={(event) => setShips(event.currentTarget.checked)}
            />
          </section>
          <section className={`${card.card} ${card.fields}`}>
            {fault !== null && (
              <p className="field-fault" role="alert">
                {t('products.notYet')}
              </p>
            )}
            <RefusalNote error={make.error} />
            <div className={card.end}>
              <Button variant="default" onClick={() => go(hrefOf('products'))}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" loading={make.isPending} disabled={sending} data-testid="product-create">
                {t('products.create')}
              </Button>
            </div>
          </section>
        </div>
      </div>
    </form>
  )
}
