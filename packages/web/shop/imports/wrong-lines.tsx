import { useTranslation } from 'react-i18next'
import { sentenceIn } from '../../staff/sentences.ts'
import { formatNumber } from '../../ui/format.ts'
import { WarningIcon } from '../../ui/icons.tsx'
import { type CsvAnswer, wrongLines } from './csv-report.ts'
import styles from './imports.module.css'

/** What is wrong, by line, as an editor counts them. */
export const WrongLines = ({ errors, count }: { errors: CsvAnswer['errors']; count: number }) => {
  const { t, i18n } = useTranslation()
  const n = (value: number) => formatNumber(value, i18n.language)
  return (
    <>
      <p className={styles.wrong} role="alert">
        <WarningIcon size={18} />
        <span>
          <b>{t('imports.errors', { count, n: n(count) })}</b> {t('imports.nothing')}
        </span>
      </p>
      <table className={styles.lines}>
        <thead>
          <tr>
            <th scope="col">{t('imports.line')}</th>
            <th scope="col">{t('imports.column')}</th>
            <th scope="col">{t('imports.what')}</th>
          </tr>
        </thead>
        {wrongLines(errors).map(({ line, errors: all }) => (
          <tbody key={line}>
            {all.map(({ column, message }, i) => (
              <tr key={`${column} ${message}`} data-testid="csv-error" data-line={line}>
                {i === 0 && (
                  <th scope="rowgroup" rowSpan={all.length} className="num">
                    {n(line)}
                  </th>
                )}
                <td>
                  <code>{column}</code>
                </td>
                <td>{sentenceIn(i18n.language, message)}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      {count > errors.length && <p className="quiet">{t('imports.moreErrors', { n: n(count - errors.length) })}</p>}
    </>
  )
}
