// What can be taken in this room, on top of the goods. Where nothing is there is no row.
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../../ui/live-room.ts'
import { useNow } from '../../ui/use-now.ts'
import { useSheets } from '../room/sheets.ts'
import { ClaimButton } from './claim-button.tsx'
import styles from './drop-row.module.css'
import { useOwnCoupons } from './own-coupons.tsx'
import { CouponTicket } from './ticket.tsx'
import { inOrder, lookOf } from './tile.ts'

export const DropRow = ({ look }: { look: 'sheet' | 'list' | 'column' }) => {
  const { t } = useTranslation()
  const sheets = useSheets()
  const drops = useRoomState((state) => state.drops)
  const { mine } = useOwnCoupons()
  const now = useNow(drops.length > 0)
  if (drops.length === 0) return null
  return (
    <ul className={styles.row} data-look={look} aria-label={t('coupon.here')} data-testid="drop-row">
      {inOrder(drops, mine, now).map((drop) => {
        const its = lookOf(drop, mine, now)
        return (
          <li key={drop.id} data-drop={drop.id}>
            <CouponTicket
              terms={drop.terms}
              idle={its === 'gone'}
              note={t('coupon.left', { count: drop.left })}
              onOpen={() => sheets.open({ kind: 'drop', drop })}
            >
              <ClaimButton drop={drop} look={its} />
            </CouponTicket>
          </li>
        )
      })}
    </ul>
  )
}
