import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CheckIcon, CopyIcon } from '../../ui/icons.tsx'
import styles from './push-card.module.css'

const SHOWN_MS = 2000

/** Copies without a clipboard right too: plain http has none. */
const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = document.createElement('textarea')
    field.value = text
    document.body.append(field)
    field.select()
    const copied = document.execCommand('copy')
    field.remove()
    return copied
  }
}

export const CopyButton = ({ text, what, testId }: { text: string | null; what: string; testId: string }) => {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = window.setTimeout(() => setCopied(false), SHOWN_MS)
    return () => window.clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      className={styles.button}
      data-done={copied || undefined}
      disabled={text === null}
      onClick={() => text !== null && void copyText(text).then(setCopied)}
      data-testid={testId}
    >
      {copied ? <CheckIcon size={18} /> : <CopyIcon size={18} />}
      <span aria-live="polite">{copied ? t('common.copied') : t('common.copy')}</span>
      <span className="sr-only">{what}</span>
    </button>
  )
}
