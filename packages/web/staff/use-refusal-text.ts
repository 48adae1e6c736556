// A refusal in the reader's language: by its code, else the server's sentence.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Refused } from './hawker.ts'
import { sentenceIn } from './sentences.ts'

export const useRefusalText = () => {
  const { t, i18n } = useTranslation()
  const say = (refusal: Refusal): string => {
    const [why] = refusal.fields ?? []
    // The server says it in a sentence of its own.
    if (refusal.refused === 'invalid' && why?.message === refusal.message)
      return sentenceIn(i18n.language, refusal.message)
    const text = t(`refusal.${refusal.refused}`, { defaultValue: refusal.message })
    return why ? `${text} ${why.path}: ${why.message}` : text
  }
  return (error: unknown): string => {
    if (isRefusal(error)) return say(error)
    return error instanceof Refused ? say(error.refusal) : t('common.failed')
  }
}
