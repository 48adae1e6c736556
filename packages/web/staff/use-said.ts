// Why a file was not taken, in the reader's language; any other refusal as the pages of staff tell it.
import { useTranslation } from 'react-i18next'
import { Refused } from './hawker.ts'
import { sentenceIn } from './sentences.ts'
import { useRefusalText } from './use-refusal-text.ts'

const OWN_WORDS = ['file-refused', 'wrong-state']

export const useSaid = () => {
  const { i18n } = useTranslation()
  const say = useRefusalText()
  return (error: unknown): string => {
    if (!(error instanceof Refused)) return say(error)
    const { refused, message } = error.refusal
    if (!OWN_WORDS.includes(refused)) return say(error)
    return sentenceIn(i18n.language, message)
  }
}
