import type { RoomState } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { CloseIcon, PinIcon } from '../../ui/icons.tsx'
import styles from './chat.module.css'

interface Props {
  readonly pinned: NonNullable<RoomState['pinned']>
  readonly onUnpin: (() => void) | null
}

/** The comment that stands above everybody's chat. */
export const Pinned = ({ pinned: { from, text }, onUnpin }: Props) => {
  const { t } = useTranslation()
  return (
    <div className={styles.pinned} data-testid="console-pinned">
      <PinIcon size={15} />
      <span>
        <b>{from.name}</b>
        {text}
      </span>
      {onUnpin && (
        <button type="button" onClick={onUnpin} title={t('console.unpin')} data-testid="unpin">
          <CloseIcon size={15} />
          <span className="sr-only">{t('console.unpin')}</span>
        </button>
      )}
    </div>
  )
}
