// A table is looked at first, by the server, and taken in by a second press: all of it or nothing.
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered } from '../../staff/hawker.ts'
import { formatNumber } from '../../ui/format.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import card from '../card.module.css'
import { CSV_MAX_BYTES } from '../limits.ts'
import { hrefOf } from '../place.ts'
import { SaidNote } from '../said-note.tsx'
import { useCatalogue } from '../use-catalogue.ts'
import { Way } from '../way.tsx'
import { standingOf } from './csv-report.ts'
import styles from './imports.module.css'
import { useExport } from './use-export.ts'
import { WrongLines } from './wrong-lines.tsx'

interface Table {
  readonly name: string
  /** As it was when it was chosen: what is looked at is what is taken in. */
  readonly bytes: Blob
}

export const CsvCard = () => {
  const { t, i18n } = useTranslation()
  const catalogue = useCatalogue()
  const queries = useQueryClient()
  const exporting = useExport()
  const [table, setTable] = useState<Table | null>(null)
  const [tooLarge, setTooLarge] = useState(false)
  const run = useMutation({
    mutationFn: ({ bytes, preview }: { bytes: Blob; preview: boolean }) =>
      answered(catalogue.importCsv(bytes, { preview })),
    onSuccess: ({ done }) => {
      if (!done) return
      for (const queryKey of [['products'], ['product'], ['prices']]) void queries.invalidateQueries({ queryKey })
    },
  })
  const choose = async (file: File | undefined) => {
    if (!file) return
    setTooLarge(file.size > CSV_MAX_BYTES)
    run.reset()
    if (file.size > CSV_MAX_BYTES) return setTable(null)
    const bytes = new Blob([await file.arrayBuffer()])
    setTable({ name: file.name, bytes })
    run.mutate({ bytes, preview: true })
  }
  const answer = run.data
  const standing = answer && standingOf(answer)
  const n = (value: number) => formatNumber(value, i18n.language)
  return (
    <section className={`${card.card} ${card.fields}`} data-testid="csv">
      <div className={card.head}>
        <h2>{t('imports.csv')}</h2>
        <Button
          variant="default"
          loading={exporting.isPending}
          onClick={() => exporting.mutate()}
          data-testid="csv-export"
        >
          {t('imports.export')}
        </Button>
      </div>
      <SaidNote error={exporting.error} />
      <p className="quiet">{t('imports.csvWhy')}</p>
      <label className={styles.choose}>
        <span>{t(table ? 'imports.chooseAnother' : 'imports.choose')}</span>
        <input
          className="sr-only"
          type="file"
          accept=".csv,text/csv,text/tab-separated-values,.tsv"
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
          data-testid="csv-input"
        />
      </label>
      {tooLarge && (
        <p className="field-fault" role="alert">
          {t('imports.tooLarge')}
        </p>
      )}
      {run.isPending && <p className="quiet">{t(run.variables.preview ? 'imports.looking' : 'imports.taking')}</p>}
      <SaidNote error={run.error} testId="csv-refused" />
      {table && answer && (
        <div className={card.fields} data-testid="csv-answer" data-standing={standing}>
          <h3 className={styles.file}>{table.name}</h3>
          <dl className={`${styles.counts} num`}>
            {(['lines', 'products', 'created', 'changed'] as const).map((name) => (
              <div key={name}>
                <dt>{t(`imports.${name}`)}</dt>
                <dd data-testid={`csv-${name}`}>{n(answer[name])}</dd>
              </div>
            ))}
          </dl>
          {standing === 'wrong' && <WrongLines errors={answer.errors} count={answer.errorCount} />}
          {standing === 'same' && <p className="quiet">{t('imports.same')}</p>}
          {standing === 'done' && (
            <p className={card.saved} role="status" data-testid="csv-done">
              <CheckIcon size={16} />
              {t('imports.done')}
              <Way href={hrefOf('products', null, { sort: 'newest' })}>{t('products.all')}</Way>
            </p>
          )}
          {standing === 'ready' && (
            <div className={card.end}>
              <p className="quiet">{t('imports.ready')}</p>
              <Button
                loading={run.isPending}
                onClick={() => run.mutate({ bytes: table.bytes, preview: false })}
                data-testid="csv-take"
              >
                {t('imports.take', { created: n(answer.created), changed: n(answer.changed) })}
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  )
}
