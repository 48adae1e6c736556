// What the field says while one may not speak: short in the field, whole in the note above it.
import { useTranslation } from 'react-i18next'
import { formatCountdown, formatMoment } from '../../ui/format.ts'
import { isForever, type Speaking } from './speaking.ts'

/** Further away than this a clock time says more than a countdown. */
const COUNTED_MS = 60 * 60_000

export const useSpeakingWords = (now: number) => {
  const { t, i18n } = useTranslation()
  const end = (until: number) =>
    until - now <= COUNTED_MS ? formatCountdown(until - now) : formatMoment(until, now, i18n.language)
  return (speaking: Speaking): { short: string; title: string; text: string } | null => {
    switch (speaking.kind) {
      case 'muted': {
        if (isForever(speaking.until))
          return { short: t('speak.muted'), title: t('speak.mutedTitle'), text: t('speak.mutedForever') }
        const left = end(speaking.until)
        const until = formatMoment(speaking.until, now, i18n.language)
        return {
          short: t('speak.mutedFor', { left }),
          title: t('speak.mutedTitle'),
          text: t('speak.mutedUntil', { until }),
        }
      }
      case 'muted-all':
        return { short: t('speak.mutedAll'), title: t('speak.mutedAllTitle'), text: t('speak.mutedAllText') }
      case 'followers':
        return { short: t('speak.followers'), title: t('speak.followersTitle'), text: t('speak.followersText') }
      case 'level': {
        const { least, yours } = speaking
        return {
          short: t('speak.level', { least }),
          title: t('speak.levelTitle', { least }),
          text: t('speak.levelText', { yours }),
        }
      }
      case 'buyers':
        return { short: t('speak.buyers'), title: t('speak.buyersTitle'), text: t('speak.buyersText') }
      default:
        return null
    }
  }
}
