import { Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import card from '../card.module.css'
import { DESCRIPTION_MAX, TITLE_MAX } from '../limits.ts'
import type { FactsDraft, FactsFault } from './facts.ts'

interface Props {
  readonly draft: FactsDraft
  readonly currency: string
  readonly fault: FactsFault | null
  readonly disabled?: boolean
  /** How viewers will see the list price. */
  readonly listHint?: ReactNode
  readonly onChange: (change: Partial<FactsDraft>) => void
}

export const FactsFields = ({ draft, currency, fault, disabled = false, listHint, onChange }: Props) => {
  const { t } = useTranslation()
  const said = (...of: FactsFault[]) => (fault && of.includes(fault) ? t(`products.fault.${fault}`) : null)
  const field = (name: keyof FactsDraft) => ({
    disabled,
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
    'data-testid': `product-${name}`,
  })
  return (
    <>
      <TextInput label={t('product.title')} maxLength={TITLE_MAX} error={said('title')} {...field('title')} />
      <Textarea
        label={t('products.description')}
        maxLength={DESCRIPTION_MAX}
        autosize={false}
        rows={4}
        {...field('description')}
      />
      <Textarea
        label={t('product.points')}
        description={t('product.pointsWhy')}
        autosize={false}
        rows={4}
        error={said('points', 'point')}
        {...field('points')}
      />
      <div className={card.three}>
        <TextInput
          label={t('products.listPrice', { currency })}
          inputMode="decimal"
          error={said('list-price')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          description={listHint}
          {...field('listPrice')}
        />
        <TextInput
          label={t('product.perBuyer')}
          placeholder={t('products.noLimit')}
          inputMode="numeric"
          error={said('per-buyer')}
          {...field('perBuyer')}
        />
        <TextInput
          label={t('products.position')}
          placeholder="0"
          inputMode="numeric"
          error={said('position')}
          {...field('position')}
        />
      </div>
      <p className={`quiet ${card.note}`}>{t('products.factsWhy')}</p>
    </>
  )
}
