import { useTranslation } from 'react-i18next'
import { LevelBadge } from '../../ui/badge.tsx'
import { chooseLanguage, LANGUAGES, type Language } from '../../ui/i18n/index.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import {
  CalmIcon,
  CloseIcon,
  GlobeIcon,
  MessageIcon,
  OrdersIcon,
  StarIcon,
  TicketIcon,
  VolumeIcon,
} from '../../ui/icons.tsx'
import { setCalm, useCalm } from '../../ui/motion.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useUnread } from '../ask/ask-provider.tsx'
import type { Player } from '../player/use-player.ts'
import { usePerson } from './person.tsx'
import { useSheets } from './sheets.ts'
import styles from './small-sheets.module.css'

const NAMES: Record<Language, string> = { en: 'English', 'zh-CN': '中文' }

const Switch = ({ on, flip, label }: { on: boolean; flip: () => void; label: string }) => (
  <button type="button" role="switch" aria-checked={on} aria-label={label} className={styles.switch} onClick={flip}>
    <i />
  </button>
)

export const LanguageChoice = () => {
  const { t, i18n } = useTranslation()
  return (
    <fieldset className={styles.choice} aria-label={t('common.language')}>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => void chooseLanguage(language)}
        >
          {NAMES[language]}
        </button>
      ))}
    </fieldset>
  )
}

export const MoreSheet = ({ player, onClosed }: { player: Player; onClosed: () => void }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const { act, you } = usePerson()
  const calm = useCalm()
  const unread = useUnread()
  return (
    <Sheet label={t('more.title')} onClosed={onClosed} testId="more-sheet">
      {(close) => (
        <>
          <SheetHead title={t('more.title')}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <div className={styles.rows}>
            <div className={styles.row}>
              <VolumeIcon />
              <span>{t('more.sound')}</span>
              <Switch on={!player.muted} flip={player.toggleMuted} label={t('more.sound')} />
            </div>
            <div className={styles.row}>
              <CalmIcon />
              <span>
                {t('more.calm')}
                <small>{t('more.calmText')}</small>
              </span>
              <Switch on={calm} flip={() => setCalm(!calm)} label={t('more.calm')} />
            </div>
            <div className={styles.row}>
              <GlobeIcon />
              <span>{t('common.language')}</span>
              <LanguageChoice />
            </div>
            <button
              type="button"
              className={styles.row}
              data-testid="ask"
              onClick={() => act(() => sheets.swap({ kind: 'ask', about: null }))}
            >
              <MessageIcon />
              <span>
                {t('ask.title')}
                <small>{t('ask.between')}</small>
              </span>
              {unread > 0 && (
                <b className={`${styles.unread} num`}>
                  {Math.min(99, unread)}
                  <span className="sr-only">{t('ask.unread')}</span>
                </b>
              )}
            </button>
            <button
              type="button"
              className={styles.row}
              data-testid="level"
              onClick={() => act(() => sheets.swap({ kind: 'level' }))}
            >
              <StarIcon />
              <span>
                {t('level.title')}
                <small>{t('level.short')}</small>
              </span>
              {you && <LevelBadge level={you.level} />}
            </button>
            <button
              type="button"
              className={styles.row}
              data-testid="coupons"
              onClick={() => sheets.swap({ kind: 'coupons' })}
            >
              <TicketIcon />
              <span>{t('coupon.mine')}</span>
            </button>
            <button type="button" className={styles.row} onClick={() => act(() => sheets.swap({ kind: 'orders' }))}>
              <OrdersIcon />
              <span>{t('orders.title')}</span>
            </button>
          </div>
        </>
      )}
    </Sheet>
  )
}
