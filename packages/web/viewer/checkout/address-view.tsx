// To where: the buyer's address book, and one address of it in full. What is typed stays while the sheet is open.
import type { Refusal } from '@hawker/sdk'
import { type FormEvent, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { PlusIcon, WarningIcon } from '../../ui/icons.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import {
  addressOf,
  type Draft,
  FIELD_MAX,
  type Field,
  type Problems,
  problemsFrom,
  problemsOf,
} from './address-draft.ts'
import { Option } from './choice-row.tsx'
import styles from './choices.module.css'
import { countryList, countryName } from './countries.ts'
import type { KeptAddress } from './terms.ts'

export const addressLines = ({ address: a }: KeptAddress, language: string): [string, string] => [
  [a.name, a.line1, a.line2].filter(Boolean).join(', '),
  [[a.postcode, a.city].filter(Boolean).join(' '), a.region, countryName(a.country, language)]
    .filter(Boolean)
    .join(', '),
]

interface BookProps {
  readonly addresses: readonly KeptAddress[]
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
  readonly onEdit: (kept: KeptAddress) => void
  readonly onAdd: () => void
}

export const AddressBook = ({ addresses, chosen, onChoose, onEdit, onAdd }: BookProps) => {
  const { t, i18n } = useTranslation()
  return (
    <>
      <div className={styles.options}>
        {addresses.map((kept) => {
          const [title, text] = addressLines(kept, i18n.language)
          return (
            <div key={kept.id} className={styles.kept}>
              <Option
                chosen={kept.id === chosen}
                title={title}
                text={text}
                testId="address"
                onChoose={() => onChoose(kept.id)}
              />
              <button type="button" className={styles.edit} data-testid="address-edit" onClick={() => onEdit(kept)}>
                {t('address.edit')}
                <span className="sr-only"> {title}</span>
              </button>
            </div>
          )
        })}
      </div>
      <button type="button" className={styles.add} data-testid="address-add" onClick={onAdd}>
        <PlusIcon size={18} />
        {t('address.add')}
      </button>
    </>
  )
}

/** Field, what browsers know it by, and whether two stand in a row. */
const FIELDS: readonly [Field, autoComplete: string, half: boolean][] = [
  ['name', 'name', false],
  ['phone', 'tel', false],
  ['country', 'country', false],
  ['region', 'address-level1', true],
  ['city', 'address-level2', true],
  ['line1', 'address-line1', false],
  ['line2', 'address-line2', true],
  ['postcode', 'postal-code', true],
]
const OPTIONAL: readonly Field[] = ['region', 'line2', 'postcode']

interface FormProps {
  readonly draft: Draft
  readonly onDraft: (draft: Draft) => void
  readonly countries: ReadonlySet<string> | null
  readonly onSave: (address: ReturnType<typeof addressOf>) => Promise<Refusal | null>
  /** Null: it is a new one. */
  readonly onRemove: (() => void) | null
}

export const AddressForm = ({ draft, onDraft, countries, onSave, onRemove }: FormProps) => {
  const { t, i18n } = useTranslation()
  const text = useRefusalText()
  const id = useId()
  const [problems, setProblems] = useState<Problems>({})
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [busy, setBusy] = useState(false)
  const list = useMemo(() => countryList(i18n.language, countries), [i18n.language, countries])

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const form = event.currentTarget
    const show = (found: Problems) => {
      setProblems(found)
      const [first] = FIELDS.filter(([field]) => found[field] !== undefined)
      if (first) form.querySelector<HTMLElement>(`[name="${first[0]}"]`)?.focus()
      return first !== undefined
    }
    setRefusal(null)
    if (show(problemsOf(draft))) return
    setBusy(true)
    const answer = await onSave(addressOf(draft))
    setBusy(false)
    if (answer && !show(problemsFrom(answer, draft))) setRefusal(answer)
  }

  const fieldOf = ([field, autoComplete, half]: (typeof FIELDS)[number]) => {
    const problem = problems[field]
    const shared = {
      id: `${id}${field}`,
      name: field,
      value: draft[field],
      'data-testid': `address-${field}`,
      'aria-invalid': problem !== undefined,
      'aria-describedby': problem === undefined ? undefined : `${id}-${field}`,
      onChange: ({ target }: { target: { value: string } }) => {
        onDraft({ ...draft, [field]: target.value })
        setProblems(({ [field]: _, ...others }) => others)
      },
    }
    return (
      <div key={field} className={styles.field} data-half={half || undefined}>
        <label htmlFor={shared.id}>
          {t(`address.${field}`)}
          {OPTIONAL.includes(field) && ` (${t('address.optional')})`}
        </label>
        {field === 'country' ? (
          <select {...shared} autoComplete={autoComplete}>
            {!list.some(({ code }) => code === draft.country) && (
              <option value={draft.country}>{countryName(draft.country, i18n.language)}</option>
            )}
            {list.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...shared}
            type={field === 'phone' ? 'tel' : 'text'}
            autoComplete={autoComplete}
            maxLength={FIELD_MAX[field]}
          />
        )}
        {problem !== undefined && (
          <span className={styles.problem} id={`${id}-${field}`} role="alert">
            <WarningIcon size={13} />
            {t(problem === 'missing' ? 'address.missing' : `address.wrong.${field}`, {
              defaultValue: t('address.wrong.other'),
            })}
          </span>
        )}
      </div>
    )
  }

  return (
    <form noValidate className={styles.form} onSubmit={(event) => void submit(event)}>
      {FIELDS.map(fieldOf)}
      {refusal && (
        <p className={styles.problem} role="alert">
          <WarningIcon size={13} />
          {text(refusal)}
        </p>
      )}
      <p>
        <Button big type="submit" style={{ width: '100%' }} disabled={busy} data-testid="address-save">
          {busy ? t('checkout.moment') : t('address.save')}
        </Button>
        {onRemove && (
          <button type="button" className={styles.harm} data-testid="address-remove" onClick={onRemove}>
            {t('address.remove')}
          </button>
        )}
      </p>
    </form>
  )
}
