// Countries by their names in the reader's language; a code that no country has stands as it is.
import { useTranslation } from 'react-i18next'

export const useCountryNames = () => {
  const { t, i18n } = useTranslation()
  return (codes: readonly string[]): string => {
    const names = new Intl.DisplayNames(i18n.language, { type: 'region', fallback: 'code' })
    return codes.map((code) => (/^[A-Z]{2}$/.test(code) ? names.of(code) : code)).join(t('truths.and'))
  }
}
