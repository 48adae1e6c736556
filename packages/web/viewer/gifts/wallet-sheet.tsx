// What came into the viewer's wallet and what went out of it, and what he owes. It goes on as far as one scrolls.
import type { Answer } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { formatMoment, formatNumber } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { CoinIcon, GiftIcon, LeftIcon, PlusIcon, UndoIcon } from '../../ui/icons.tsx'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import { useClock } from '../../ui/use-now.ts'
import list from '../room/list-sheet.module.css'
import { EmptyList, FailedList } from '../room/list-sheet.tsx'
import { useWallet, type Wallet } from './use-gifts.ts'
import { useTransfers } from './use-transfers.ts'
import styles from './wallet-sheet.module.css'

type Transfer = Answer<'gifts.listOwnTransfers'>['transfers'][number]

const ICONS = { 'top-up': PlusIcon, gift: GiftIcon, reversal: UndoIcon } as const
const BLANKS = [1, 2, 3, 4]

const useWhat = () => {
  const { t } = useTranslation()
  return ({ kind, gift }: Transfer): string => {
    if (gift === null) return t(kind === 'top-up' ? 'wallet.topUp' : 'wallet.topUpBack')
    return t(kind === 'gift' ? 'wallet.gift' : 'wallet.giftBack', { name: gift.name, count: gift.quantity })
  }
}

const TransferRow = ({ transfer }: { transfer: Transfer }) => {
  const { t, i18n } = useTranslation()
  const clock = useClock()
  const what = useWhat()
  const { kind, coins, at, reversed } = transfer
  const Icon = ICONS[kind]
  return (
    <li data-testid="transfer" data-kind={kind} data-coins={coins} data-reversed={reversed || undefined}>
      <span className={styles.icon}>
        <Icon size={18} />
      </span>
      <span className={styles.what}>
        <b dir="auto">{what(transfer)}</b>
        <small className="num">
          {formatMoment(at, clock.now(), i18n.language)}
          {reversed && <em>{t('wallet.reversed')}</em>}
        </small>
      </span>
      <span className={`${styles.coins} num`} data-in={coins > 0 || undefined}>
        {`${coins > 0 ? '+' : '−'}${formatNumber(Math.abs(coins), i18n.language)}`}
      </span>
    </li>
  )
}

const Balance = ({ wallet }: { wallet: Wallet }) => {
  const { t, i18n } = useTranslation()
  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <div className={styles.balance}>
      <span>{t('wallet.now')}</span>
      <b className="num" data-testid="wallet-coins" data-coins={wallet.coins}>
        <CoinIcon size={18} />
        {number(wallet.coins)}
      </b>
      {wallet.debt > 0 && (
        <p role="note" data-testid="wallet-owed" data-debt={wallet.debt}>
          <b className="num">{t('wallet.owes', { coins: number(wallet.debt) })}</b>
          {t('wallet.owesWhy')}
        </p>
      )}
    </div>
  )
}

export const WalletSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  const [wallet] = useWallet()
  const { transfers, state, more, end } = useTransfers()
  return (
    <Sheet
      label={t('wallet.title')}
      onClosed={onClosed}
      className={`${list.sheet} ${styles.sheet}`}
      testId="wallet-sheet"
    >
      {(close) => (
        <>
          <SheetHead title={t('wallet.title')}>
            <IconButton look="plain" label={t('wallet.back')} onClick={close}>
              <LeftIcon />
            </IconButton>
          </SheetHead>
          {wallet && <Balance wallet={wallet} />}
          <div className={`${list.list} ${styles.list}`} data-testid="transfers" data-state={state}>
            {transfers.length === 0 && state === 'all' && <EmptyList>{t('wallet.none')}</EmptyList>}
            <ul>
              {transfers.map((transfer) => (
                <TransferRow key={transfer.id} transfer={transfer} />
              ))}
            </ul>
            {state === 'loading' && (
              <div role="status" aria-label={t('common.loading')}>
                {BLANKS.slice(0, transfers.length === 0 ? BLANKS.length : 1).map((blank) => (
                  <div key={blank} className={list.blank} />
                ))}
              </div>
            )}
            {state === 'failed' && <FailedList onRetry={more} />}
            {state === 'all' && transfers.length > 0 && <p className={styles.end}>{t('wallet.end')}</p>}
            <div ref={end} />
          </div>
        </>
      )}
    </Sheet>
  )
}
