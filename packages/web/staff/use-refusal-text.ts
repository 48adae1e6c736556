// A refusal in the reader's language: by its code, else the server's sentence.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { Refused } from './hawker.ts'

export const useRefusalText = () => {
  const { t } = useTranslation()
  const say = (refusal: Refusal): string => {
    const text = t(`refusal.${refusal.refused}`, { defaultValue: refusal.message })
    const [field] = refusal.fields ?? []
    return field ? `${text} ${field.path}: ${field.message}` : text
  }
  return (error: unknown): string => {
    if (isRefusal(error)) return say(error)
    return error instanceof Refused ? say(error.refusal) : t('common.failed')
  }
}
