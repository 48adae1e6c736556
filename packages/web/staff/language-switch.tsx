import { useTranslation } from 'react-i18next'
import { chooseLanguage } from '../ui/i18n/index.ts'
import { GlobeIcon } from '../ui/icons.tsx'

/** Offers the other language by its own name. */
export const LanguageSwitch = () => {
  const { i18n } = useTranslation()
  const chinese = i18n.language === 'zh-CN'
  return (
    <button
      type="button"
      className="pill"
      lang={chinese ? 'en' : 'zh-CN'}
      onClick={() => void chooseLanguage(chinese ? 'en' : 'zh-CN')}
    >
      <GlobeIcon size={15} />
      {chinese ? 'English' : '中文'}
    </button>
  )
}
