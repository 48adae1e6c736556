// Languages of the pages. A page brings its own words; those every page needs stand in `common-*.ts` beside this file.
import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import commonEn from './common-en.ts'
import commonZh from './common-zh-cn.ts'

export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

/** Words of a page by key, nested as deep as it likes. Plurals by i18next's suffixes (`_one`, `_other`). */
export interface Words {
  readonly [key: string]: string | Words
}

const CHOICE_KEY = 'hawker.language'

/** The language chosen before, else the first of the browser's that we speak, else English. */
export const preferredLanguage = (chosen: string | null, browser: readonly string[]): Language => {
  if (chosen === 'en' || chosen === 'zh-CN') return chosen
  for (const wanted of browser) {
    if (wanted.toLowerCase().startsWith('zh')) return 'zh-CN'
    if (wanted.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}

const readChoice = (): string | null => {
  try {
    return localStorage.getItem(CHOICE_KEY)
  } catch {
    return null
  }
}

export const chooseLanguage = async (language: Language): Promise<void> => {
  try {
    localStorage.setItem(CHOICE_KEY, language)
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  await i18next.changeLanguage(language)
}

/** Starts i18next with the page's words under `translation`; common words answer to the same keys. */
export const startI18n = async (words: Record<Language, Words>): Promise<i18n> => {
  const follow = (language: string) => {
    document.documentElement.lang = language
  }
  i18next.on('languageChanged', follow)
  await i18next.use(initReactI18next).init({
    lng: preferredLanguage(readChoice(), navigator.languages),
    fallbackLng: 'en',
    supportedLngs: [...LANGUAGES],
    interpolation: { escapeValue: false },
    resources: {
      en: { translation: { ...commonEn, ...words.en } },
      'zh-CN': { translation: { ...commonZh, ...words['zh-CN'] } },
    },
  })
  return i18next
}
