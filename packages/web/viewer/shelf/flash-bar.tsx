// How much of a flash price is gone, in words beside the bar.
import type { Launch } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { BoltIcon } from '../../ui/icons.tsx'
import styles from './flash-bar.module.css'

export const FlashBar = ({ flash }: { flash: NonNullable<Launch['flash']> }) => {
  const { t } = useTranslation()
  return (
    <span className={styles.flash} data-testid="flash-bar" data-left={flash.left}>
      <BoltIcon size={12} />
      <span className={styles.bar} aria-hidden="true">
        <i style={{ transform: `scaleX(${1 - flash.left / flash.quantity})` }} />
      </span>
      <span className="num">{t('flash.left', { count: flash.left })}</span>
    </span>
  )
}
