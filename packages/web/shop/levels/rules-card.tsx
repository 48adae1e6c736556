import { Button, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { formatNumber } from '../../ui/format.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import { useUnsaved } from '../unsaved.ts'
import styles from './levels.module.css'
import { draftOf, type Field, faultsOf, POINTS, type Rules, rulesOf, thresholdsOf } from './rules-form.ts'
import { usePutRules } from './use-rules.ts'

const Steps = ({ points }: { points: readonly number[] }) => {
  const { i18n } = useTranslation()
  return (
    <ol className={`${styles.steps} num`}>
      {points.map((at, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a level is its place in the list
        <li key={index}>
          <b>{index + 1}</b>
          {formatNumber(at, i18n.language)}
        </li>
      ))}
    </ol>
  )
}

export const RulesCard = ({ rules, mayWrite }: { rules: Rules; mayWrite: boolean }) => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({})
  const draft = { ...draftOf(rules), ...typed }
  const faults = faultsOf(draft)
  const body = rulesOf(draft)
  const save = usePutRules()
  useUnsaved(Object.keys(typed).length > 0)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (body) save.mutate(body, { onSuccess: () => setTyped({}) })
  }
  const fieldOf = (field: Field) => ({
    label: t(`levels.field.${field}`),
    value: draft[field],
    readOnly: !mayWrite,
    error: faults[field] ? t(`levels.fault.${faults[field]}`) : null,
    onChange: (event: { currentTarget: { value: string } }) => {
      save.reset()
      setTyped({ ...typed, [field]: event.currentTarget.value })
    },
    'data-testid': `rules-${field}`,
  })
  return (
    <form className={styles.card} onSubmit={submit} noValidate data-testid="rules-form">
      <h2>{t('levels.rules')}</h2>
      <div className={styles.points}>
        {POINTS.map((field) => (
          <TextInput key={field} inputMode="numeric" autoComplete="off" {...fieldOf(field)} />
        ))}
      </div>
      <p className="quiet">{t('levels.pointsWhy')}</p>
      <Textarea description={t('levels.thresholdsWhy')} rows={3} {...fieldOf('thresholds')} />
      {!faults.thresholds && <Steps points={thresholdsOf(draft.thresholds)} />}
      <RefusalNote error={save.error} />
      {mayWrite && (
        <div className={styles.end}>
          <p role="status">
            {save.isSuccess && (
              <span className={styles.saved}>
                <CheckIcon size={16} />
                {t('levels.saved')}
              </span>
            )}
          </p>
          <Button
            variant="default"
            disabled={Object.keys(typed).length === 0}
            onClick={() => {
              save.reset()
              setTyped({})
            }}
          >
            {t('levels.asBefore')}
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={body === null || Object.keys(typed).length === 0}
            data-testid="rules-save"
          >
            {t('common.save')}
          </Button>
        </div>
      )}
    </form>
  )
}
