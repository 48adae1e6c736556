import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Check } from '../../staff/truth/use-truths.ts'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { CheckIcon, CopyIcon, WarningIcon } from '../../ui/icons.tsx'
import { SERVER_WORDS, sideText } from './side.ts'
import styles from './truth.module.css'
import { useAge } from './use-age.ts'

const Ids = ({ ids }: { ids: readonly string[] }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = () => navigator.clipboard?.writeText(ids.join('\n')).then(() => setCopied(true))
  return (
    <div className={styles.ids}>
      <h3>
        {t('truth.where', { count: ids.length })}
        <button type="button" className="pill" onClick={() => void copy()}>
          <CopyIcon size={14} />
          <span aria-live="polite">{copied ? t('common.copied') : t('common.copy')}</span>
        </button>
      </h3>
      <ul>
        {ids.map((id) => (
          <li key={id}>{id}</li>
        ))}
      </ul>
    </div>
  )
}

export const CheckCard = ({ check, now }: { check: Check; now: number }) => {
  const { t, i18n } = useTranslation()
  const age = useAge()
  const { name, holds, left, right, broken, since } = check
  const words = SERVER_WORDS.map((word) => [word, t(`truth.words.${word}`)] as const)
  const said = (side: string) =>
    sideText(side, words, (minor, currency) => formatMoney(minor, currency, i18n.language), t('truth.test'))
  const Mark = holds ? CheckIcon : WarningIcon
  return (
    <li className={styles.check} data-holds={holds} data-testid="truth" data-name={name}>
      <h2>
        <i>
          <Mark size={18} />
        </i>
        {t(`truths.name.${name}`)}
        <small>{holds ? t('truth.holds') : t('truth.holdsNot')}</small>
      </h2>
      <p>{t(`truth.equation.${name}`)}</p>
      <div className={`${styles.sides} num`}>
        <span>{said(left)}</span>
        <b>{holds ? t(`truth.sign.${name}`) : t(`truth.signNot.${name}`)}</b>
        <span>{said(right)}</span>
      </div>
      {since !== null && (
        <p className={styles.since} data-testid="truth-since">
          {t('truth.since', { time: formatMoment(since, now, i18n.language), ago: age(now - since) })}
        </p>
      )}
      {broken.length > 0 && <Ids ids={broken} />}
    </li>
  )
}
