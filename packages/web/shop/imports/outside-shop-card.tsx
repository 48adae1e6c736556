// Products of a Medusa shop: what came in, what was left out and why. Again, it brings what has changed.
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered } from '../../staff/hawker.ts'
import { likelyCurrency } from '../../staff/rooms/currency.ts'
import { sentenceIn } from '../../staff/sentences.ts'
import { formatNumber } from '../../ui/format.ts'
import card from '../card.module.css'
import { SaidNote } from '../said-note.tsx'
import { useCatalogue } from '../use-catalogue.ts'
import styles from './imports.module.css'

const ADDRESS = /^https?:\/\/[^\s/]+/

export const OutsideShopCard = () => {
  const { t, i18n } = useTranslation()
  const catalogue = useCatalogue()
  const queries = useQueryClient()
  const [baseUrl, setBaseUrl] = useState('')
  const [key, setKey] = useState('')
  const [currency, setCurrency] = useState(() => likelyCurrency(i18n.language))
  const take = useMutation({
    mutationFn: () =>
      answered(catalogue.importFromShop({ shop: 'medusa', baseUrl: baseUrl.trim(), key: key.trim(), currency })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['products'] }),
  })
  const good = ADDRESS.test(baseUrl.trim()) && key.trim() !== '' && /^[A-Z]{3}$/.test(currency)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (good) take.mutate()
  }
  const n = (value: number) => formatNumber(value, i18n.language)
  return (
    <section className={card.card} data-testid="outside-shop">
      <h2>{t('imports.medusa')}</h2>
      <form onSubmit={submit} noValidate>
        <p className="quiet">{t('imports.medusaWhy')}</p>
        <TextInput
          label={t('imports.address')}
          placeholder="https://shop.example"
          inputMode="url"
          autoComplete="off"
          maxLength={300}
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.currentTarget.value)}
        />
        <TextInput
          label={t('imports.key')}
          description={t('imports.keyWhy')}
          placeholder="pk_…"
          autoComplete="off"
          maxLength={300}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <TextInput
          label={t('product.currency')}
          description={t('imports.currencyWhy')}
          maxLength={3}
          value={currency}
          onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
        />
        <SaidNote error={take.error} />
        <div className={card.end}>
          <Button type="submit" disabled={!good} loading={take.isPending}>
            {t('imports.fetch')}
          </Button>
        </div>
        {take.isPending && <p className="quiet">{t('imports.fetching')}</p>}
        {take.data && (
          <div className={card.fields} role="status">
            <dl className={`${styles.counts} num`}>
              {(['created', 'changed'] as const).map((name) => (
                <div key={name}>
                  <dt>{t(`imports.${name}`)}</dt>
                  <dd>{n(take.data[name])}</dd>
                </div>
              ))}
              <div>
                <dt>{t('imports.skipped')}</dt>
                <dd>{n(take.data.skipped.length)}</dd>
              </div>
            </dl>
            {take.data.skipped.length > 0 && (
              <ul className={styles.skipped}>
                {take.data.skipped.map(({ product, message }) => (
                  <li key={`${product} ${message}`}>
                    <b>{product}</b> {sentenceIn(i18n.language, message)}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
      </form>
    </section>
  )
}
