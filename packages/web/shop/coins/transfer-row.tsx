import { useTranslation } from 'react-i18next'
import { formatMoment, formatNumber } from '../../ui/format.ts'
import { CoinIcon, GiftIcon, PlusIcon, UndoIcon } from '../../ui/icons.tsx'
import { useClock } from '../../ui/use-now.ts'
import { hrefOf } from '../place.ts'
import section from '../section.module.css'
import { Way } from '../way.tsx'
import styles from './coins.module.css'
import { TakeBack } from './take-back.tsx'
import type { ShopTransfer } from './use-transfers.ts'

const ICONS = { 'top-up': PlusIcon, gift: GiftIcon, reversal: UndoIcon } as const

interface Props {
  readonly transfer: ShopTransfer
  /** Its title; null: it is not known here. */
  readonly room: string | null
  readonly onTaken: (said: { name: string; coins: number; debt: number }) => void
}

export const TransferRow = ({ transfer, room, onTaken }: Props) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const { id, kind, at, coins, gift, roomId, reverses, reversed, userId, userName } = transfer
  const name = userName ?? t('coins.gone')
  const Icon = ICONS[kind]
  const what =
    gift === null
      ? t(kind === 'top-up' ? 'coins.topUp' : 'coins.topUpBack')
      : t(kind === 'gift' ? 'coins.gift' : 'coins.giftBack', { name: gift.name, count: gift.quantity })
  const pair = reverses ?? (reversed ? id : null)
  return (
    <li
      className={styles.row}
      data-testid="coin-transfer"
      data-transfer={id}
      data-kind={kind}
      data-reversed={reversed || undefined}
    >
      <span className={styles.icon}>
        <Icon size={18} />
      </span>
      <span className={styles.what}>
        <b>{what}</b>
        <small className="num">
          {formatMoment(at, clock.now(), i18n.language)}
          {roomId !== null && (
            <>
              {' · '}
              <Way href={hrefOf('coins', null, { room: roomId })}>{room ?? roomId}</Way>
            </>
          )}
        </small>
      </span>
      <span className={styles.who}>
        <Way href={hrefOf('coins', null, { user: userId })} data-testid="coin-person">
          {name}
        </Way>
        <small>{userId}</small>
      </span>
      <span className={`${styles.coins} num`} data-in={coins > 0 || undefined}>
        <CoinIcon size={15} />
        {`${coins > 0 ? '+' : '−'}${formatNumber(Math.abs(coins), i18n.language)}`}
      </span>
      <span className={styles.act}>
        {pair !== null && (
          <Way
            className={section.tag}
            {...(reversed ? { 'data-tone': 'wait' } : {})}
            href={hrefOf('coins', null, { transfer: pair })}
            data-testid="coin-pair"
          >
            {t(reversed ? 'coins.takenBack' : 'coins.takesBack')}
          </Way>
        )}
        {kind !== 'reversal' && !reversed && <TakeBack transfer={transfer} name={name} onDone={onTaken} />}
      </span>
    </li>
  )
}
