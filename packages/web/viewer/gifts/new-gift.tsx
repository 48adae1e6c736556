// A gift that is launched in the middle of a show is announced once; a tap leads to it (S13).
import type { Gift } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../../ui/format.ts'
import { CoinIcon } from '../../ui/icons.tsx'
import { useRoomEvent } from '../../ui/live-room.ts'
import { useReducedMotion } from '../../ui/motion.ts'
import { useSheets } from '../room/sheets.ts'
import { loadAhead } from './effects.ts'
import { GiftPicture } from './gift-picture.tsx'
import styles from './new-gift.module.css'

const STAYS_MS = 8_000

export const NewGift = () => {
  const { t, i18n } = useTranslation()
  const sheets = useSheets()
  const calm = useReducedMotion()
  const [gift, setGift] = useState<Gift | null>(null)
  // Whatever else changes may have been this one: it is not announced any longer.
  useRoomEvent('gift.catalogue', ({ added }) => {
    setGift(added ?? null)
    if (added && !calm) loadAhead([added])
  })
  useEffect(() => {
    if (gift === null) return
    const timer = window.setTimeout(() => setGift(null), STAYS_MS)
    return () => window.clearTimeout(timer)
  }, [gift])
  const open = () => {
    if (gift === null) return
    const sheet = { kind: 'gifts', giftId: gift.id } as const
    if (sheets.stack.at(-1)?.kind === 'gifts') sheets.swap(sheet)
    else sheets.open(sheet)
    setGift(null)
  }
  return (
    <div className={styles.region} role="status" data-testid="new-gift" data-gift={gift?.id}>
      {gift && (
        <button type="button" key={gift.id} className={styles.gift} onClick={open}>
          <GiftPicture url={gift.imageUrl} size={36} />
          <span dir="auto">{t('gift.new', { name: gift.name })}</span>
          <small className="num">
            <CoinIcon size={14} />
            {formatNumber(gift.coins, i18n.language)}
          </small>
        </button>
      )}
    </div>
  )
}
