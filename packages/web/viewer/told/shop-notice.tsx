// What the shop tells the room, under the top rows: stays as long as it takes to read, and is kept in the chat.
import type { NoticeTold } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseIcon, MegaphoneIcon } from '../../ui/icons.tsx'
import { useRoomEvent } from '../../ui/live-room.ts'
import { useSheets } from '../room/sheets.ts'
import { readingMs } from './reading.ts'
import styles from './told.module.css'

export const ShopNotice = () => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const [notice, setNotice] = useState<NoticeTold | null>(null)
  const [held, setHeld] = useState(false)
  // The newest stands for itself; older ones are in the chat. One that was missed while away is shown as well.
  useRoomEvent('notice.told', (told) => setNotice(told))
  useRoomEvent('chat.recalled', ({ messageId }) => setNotice((shown) => (shown?.id === messageId ? null : shown)))
  useEffect(() => {
    if (notice === null || held) return
    const timer = window.setTimeout(() => setNotice(null), readingMs(notice.text))
    return () => window.clearTimeout(timer)
  }, [notice, held])
  const hold = (on: boolean) => () => setHeld(on)
  return (
    <div className={styles.region} role="status" data-testid="shop-notice">
      {notice && (
        // biome-ignore lint/a11y/noStaticElementInteractions: looking at it holds it; what can be done are the buttons in it
        <div
          key={notice.id}
          className={styles.notice}
          data-broadcast={notice.broadcast || undefined}
          onPointerEnter={hold(true)}
          onPointerLeave={hold(false)}
          onFocus={hold(true)}
          onBlur={hold(false)}
        >
          <MegaphoneIcon size={18} />
          <button type="button" className={styles.text} onClick={() => sheets.open({ kind: 'notice', notice })}>
            <b className="sr-only">{notice.broadcast ? t('told.everywhere') : t('told.fromShop')} </b>
            <span dir="auto">{notice.text}</span>
          </button>
          <button
            type="button"
            className={styles.close}
            aria-label={t('common.close')}
            onClick={() => {
              setHeld(false)
              setNotice(null)
            }}
          >
            <CloseIcon size={18} />
          </button>
        </div>
      )}
    </div>
  )
}
