import { Button } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { CheckIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import { useUnsaved } from '../unsaved.ts'
import { draftOf, type Facts, type FactsDraft, type FactsFault, readFacts } from './facts.ts'
import { FactsFields } from './facts-fields.tsx'
import type { Product } from './figures.ts'
import { ListPriceHint } from './list-price-hint.tsx'
import { useChange } from './use-product.ts'

export const FactsCard = ({ product, mayWrite }: { product: Product; mayWrite: boolean }) => {
  const { t } = useTranslation()
  // What was changed here; the rest follows the server.
  const [edited, setEdited] = useState<Partial<FactsDraft>>({})
  const [fault, setFault] = useState<FactsFault | null>(null)
  const draft = { ...draftOf(product), ...edited }
  const save = useChange(product.id, (catalogue, facts: Facts) => catalogue.change(product.id, facts))
  const dirty = Object.keys(edited).length > 0
  useUnsaved(dirty)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const facts = readFacts(draft, product.currency)
    if (typeof facts === 'string') setFault(facts)
    else save.mutate(facts, { onSuccess: () => setEdited({}) })
  }
  return (
    <section className={card.card}>
      <h2>{t('products.facts')}</h2>
      <form onSubmit={submit} noValidate data-testid="facts-form">
        <FactsFields
          draft={draft}
          currency={product.currency}
          fault={fault}
          disabled={!mayWrite}
          listHint={<ListPriceHint typed={draft.listPrice} product={product} />}
          onChange={(change) => {
            setFault(null)
            save.reset()
            setEdited((before) => ({ ...before, ...change }))
          }}
        />
        <RefusalNote error={save.error} />
        {mayWrite && (
          <div className={card.end}>
            {save.isSuccess && !dirty && (
              <span className={card.saved} role="status">
                <CheckIcon size={16} />
                {t('products.saved')}
              </span>
            )}
            {dirty && (
              <Button
                variant="default"
                onClick={() => {
                  setFault(null)
                  setEdited({})
                }}
              >
                {t('products.undo')}
              </Button>
            )}
            <Button type="submit" disabled={!dirty} loading={save.isPending} data-testid="facts-save">
              {t('common.save')}
            </Button>
          </div>
        )}
      </form>
    </section>
  )
}
