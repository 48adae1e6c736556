// A refusal in the reader's language: by its code, else the server's sentence.
import type { Refusal } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'

export const useRefusalText = () => {
  const { t } = useTranslation()
  return (refusal: Refusal): string => t(`refusal.${refusal.refused}`, { defaultValue: refusal.message })
}
