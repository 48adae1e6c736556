import type { DeliveryMethod } from '@hawker/sdk'
import { Button, Modal, TextInput, type TextInputProps } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import form from '../../staff/rooms/form.module.css'
import { useUsualCurrency } from '../use-usual-currency.ts'
import {
  countriesOf,
  draftOf,
  type Field,
  faultsOf,
  type MethodDraft,
  NAME_MAX,
  newMethod,
  termsOf,
} from './method-form.ts'
import { useCountryNames } from './use-country-names.ts'
import { useChangeMethods } from './use-methods.ts'

interface Props {
  /** Null: a new one. */
  readonly method: DeliveryMethod | null
  readonly onClose: () => void
}

export const EditMethod = ({ method, onClose }: Props) => {
  const { t } = useTranslation()
  const names = useCountryNames()
  const usual = useUsualCurrency()
  const { put } = useChangeMethods()
  const [typed, setTyped] = useState<Partial<MethodDraft>>({})
  const [touched, setTouched] = useState<ReadonlySet<Field> | 'all'>(new Set())
  const draft = { ...(method ? draftOf(method) : newMethod(usual)), ...typed }
  const faults = faultsOf(draft)
  const codes = countriesOf(draft.countries)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTouched('all')
    const terms = termsOf(draft)
    if (terms) put.mutate({ id: method?.id ?? null, terms }, { onSuccess: onClose })
  }
  const text = (field: Field, more: TextInputProps = {}) => (
    <TextInput
      label={t(`delivery.field.${field}`)}
      autoComplete="off"
      {...more}
      value={draft[field]}
      error={faults[field] && (touched === 'all' || touched.has(field)) ? t(`delivery.fault.${faults[field]}`) : null}
      onChange={({ currentTarget: { value } }) =>
        setTyped({ ...typed, [field]: field === 'currency' ? value.toUpperCase() : value })
      }
      onBlur={() => setTouched((known) => (known === 'all' ? known : new Set([...known, field])))}
      data-testid={`method-${field}`}
    />
  )
  return (
    <Modal
      opened
      onClose={onClose}
      size={560}
      title={t(method ? 'delivery.changeTitle' : 'delivery.new')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={form.form} onSubmit={submit} noValidate data-testid="method-form">
        {text('name', {
          maxLength: NAME_MAX,
          placeholder: t('delivery.namePlaceholder'),
          'data-autofocus': true,
        } as never)}
        <div className={form.pair}>
          {text('price', { inputMode: 'decimal' })}
          {text('currency', { maxLength: 3 })}
        </div>
        {text('freeFrom', {
          inputMode: 'decimal',
          placeholder: t('delivery.never'),
          description: t('delivery.freeWhy'),
        })}
        {text('countries', {
          placeholder: t('delivery.everywhere'),
          description: codes.length > 0 && !faults.countries ? names(codes) : t('delivery.countriesWhy'),
        })}
        <div className={form.pair}>
          {text('daysMin', { inputMode: 'numeric' })}
          {text('daysMax', { inputMode: 'numeric' })}
        </div>
        <RefusalNote error={put.error} />
        <div className={form.end}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={put.isPending} data-testid="method-save">
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
