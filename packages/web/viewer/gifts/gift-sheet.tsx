import { isRefusal } from '@hawker/sdk'
import { type CSSProperties, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { CoinIcon } from '../../ui/icons.tsx'
import { useLiveRoom } from '../../ui/live-room.ts'
import { useReducedMotion } from '../../ui/motion.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { loadAhead } from './effects.ts'
import { GiftGrid } from './gift-grid.tsx'
import styles from './gift-sheet.module.css'
import { PlaceChip } from './place-chip.tsx'
import { useGifts, useWallet } from './use-gifts.ts'

const QUANTITIES = [1, 10, 66, 188]
const TOP_UPS = [100, 500, 2000]
/** As long as the ring runs, another tap grows the same number. */
const COMBO_MS = 3000
/** One is on its way and the next tap waits for it; more than that nobody taps who sees what comes of it. */
const SENT_AT_ONCE = 2

export const GiftSheet = ({ first, onClosed }: { first: string | null; onClosed: () => void }) => {
  const { t, i18n } = useTranslation()
  const { hawker, id: room } = useLiveRoom()
  const { act } = usePerson()
  const toast = useToast()
  const text = useRefusalText()
  const sheets = useSheets()
  const gifts = useGifts()
  const [wallet, setWallet, asking] = useWallet()
  const [giftId, setGiftId] = useState<string | null>(first)
  const [sent, setSent] = useState(0)
  const [quantity, setQuantity] = useState(1)
  const [toppingUp, setToppingUp] = useState(false)
  const [combo, setCombo] = useState<{ count: number; turn: number } | null>(null)
  const sending = useRef(0)
  const isToppingUp = useRef(false)
  const list = typeof gifts === 'object' ? gifts : null
  // What was chosen and is taken off the list is not followed by another: it would be sent by the next tap.
  const gift = list?.find(({ id }) => id === giftId) ?? null
  const calm = useReducedMotion()
  const canTopUp = wallet?.topUps ?? true
  const comboTurn = combo?.turn

  useEffect(() => {
    if (first !== null) setGiftId(first)
  }, [first])
  useEffect(() => {
    if (list !== null) setGiftId((chosen) => chosen ?? list[0]?.id ?? null)
  }, [list])
  useEffect(() => {
    if (list !== null && !calm) loadAhead(list)
  }, [list, calm])
  useEffect(() => {
    if (comboTurn === undefined) return
    const timer = window.setTimeout(() => setCombo(null), COMBO_MS)
    return () => window.clearTimeout(timer)
  }, [comboTurn])

  const send = useCallback(() => {
    if (gift === null) return
    act(() => {
      if (sending.current >= SENT_AT_ONCE) return
      sending.current += 1
      void asking.ask(
        () => hawker.gifts.send(room, gift.id, quantity),
        (answer) => {
          sending.current -= 1
          if (!isRefusal(answer)) {
            setWallet({ coins: answer.coins })
            setSent((count) => count + 1)
            setCombo((last) => ({ count: answer.combo, turn: (last?.turn ?? 0) + 1 }))
            return
          }
          if (answer.refused === 'balance-too-low' && canTopUp) setToppingUp(true)
          toast(answer.refused === 'not-found' ? t('gift.gone') : text(answer))
        },
      )
    })
  }, [act, asking, canTopUp, gift, hawker, quantity, room, setWallet, t, text, toast])

  const topUp = (amount: number) =>
    act(() => {
      if (isToppingUp.current) return
      isToppingUp.current = true
      void asking.ask(
        () => hawker.gifts.topUp(amount),
        (answer) => {
          isToppingUp.current = false
          if (isRefusal(answer)) return toast(text(answer))
          setWallet(answer)
          setToppingUp(false)
        },
      )
    })

  const number = (value: number) => formatNumber(value, i18n.language)
  return (
    <>
      {combo && (
        <button
          key={combo.turn}
          type="button"
          className={`${styles.again} num`}
          style={{ '--window': `${COMBO_MS}ms` } as CSSProperties}
          onClick={send}
        >
          <span>×{number(combo.count)}</span>
          <small>{t('gift.again')}</small>
        </button>
      )}
      <Sheet label={t('gift.title')} onClosed={onClosed} dim="none" className={styles.sheet ?? ''} testId="gift-sheet">
        {() => (
          <>
            <div data-grab="" className={styles.grabArea}>
              <div className={styles.grab} />
              <header>
                <h2>{t('gift.title')}</h2>
                <button
                  type="button"
                  className={styles.place}
                  data-testid="wallet-open"
                  onClick={() => act(() => sheets.open({ kind: 'wallet' }))}
                >
                  <CoinIcon size={16} />
                  {t('wallet.look')}
                </button>
                <PlaceChip sent={sent} />
              </header>
            </div>
            <GiftGrid gifts={gifts} chosen={gift} choose={setGiftId} />
            {toppingUp ? (
              <div className={`${styles.topUps} num`}>
                <span>{t('gift.topUpTest')}</span>
                {TOP_UPS.map((amount) => (
                  <Button key={amount} look="soft" data-testid="top-up" onClick={() => topUp(amount)}>
                    +{number(amount)}
                  </Button>
                ))}
              </div>
            ) : (
              <div className={`${styles.foot} num`}>
                <span className={styles.coins} data-testid="coins" data-coins={wallet?.coins ?? 0}>
                  <CoinIcon />
                  {wallet === null ? '–' : number(wallet.coins)}
                </span>
                {canTopUp && (
                  <button
                    type="button"
                    className={styles.topUp}
                    data-testid="top-up-open"
                    onClick={() => act(() => setToppingUp(true))}
                  >
                    {t('gift.topUp')}
                  </button>
                )}
                <div className={styles.send}>
                  {QUANTITIES.map((count) => (
                    <button
                      key={count}
                      type="button"
                      aria-pressed={count === quantity}
                      aria-label={t('gift.times', { count })}
                      onClick={() => setQuantity(count)}
                    >
                      {count}
                    </button>
                  ))}
                  <button
                    type="button"
                    className={styles.go}
                    data-testid="gift-send"
                    disabled={gift === null}
                    onClick={send}
                  >
                    {t('gift.send')}
                  </button>
                </div>
              </div>
            )}
            <p className={`${styles.total} num`} data-owed={wallet?.debt || undefined} data-testid="gift-total">
              {wallet !== null && wallet.debt > 0
                ? t('gift.owed', { coins: number(wallet.debt) })
                : gift && t('gift.total', { count: quantity, name: gift.name, coins: number(gift.coins * quantity) })}
            </p>
          </>
        )}
      </Sheet>
    </>
  )
}
