import { type Answer, isRefusal } from '@hawker/sdk'
import { type CSSProperties, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { CoinIcon } from '../../ui/icons.tsx'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { Sheet } from '../../ui/sheet.tsx'
import { usePerson } from '../room/person.tsx'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import styles from './gift-sheet.module.css'

type Gift = Answer<'gifts.listGifts'>['gifts'][number]

const QUANTITIES = [1, 10, 66, 188]
const TOP_UPS = [100, 500, 2000]
/** As long as the ring runs, another tap grows the same number. */
const COMBO_MS = 3000

const useGifts = () => {
  const { hawker } = useLiveRoom()
  const version = useRoomState((state) => state.giftCatalogueVersion)
  const [gifts, setGifts] = useState<readonly Gift[] | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: S13 a new version of the catalogue is a reason to read it
  useEffect(() => {
    let gone = false
    void hawker.gifts.list().then((answer) => {
      if (!gone && !isRefusal(answer)) setGifts(answer.gifts)
    })
    return () => {
      gone = true
    }
  }, [hawker, version])
  return gifts
}

const useWallet = () => {
  const { hawker } = useLiveRoom()
  const { you } = usePerson()
  const [coins, setCoins] = useState<number | null>(null)
  const youId = you?.id
  useEffect(() => {
    if (youId === undefined) return
    let gone = false
    void hawker.gifts.wallet().then((answer) => {
      if (!gone && !isRefusal(answer)) setCoins(answer.coins)
    })
    return () => {
      gone = true
    }
  }, [hawker, youId])
  return [coins, setCoins] as const
}

export const GiftSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t, i18n } = useTranslation()
  const { hawker, id: room } = useLiveRoom()
  const { act } = usePerson()
  const toast = useToast()
  const text = useRefusalText()
  const gifts = useGifts()
  const [coins, setCoins] = useWallet()
  const [giftId, setGiftId] = useState<string | null>(null)
  const [quantity, setQuantity] = useState(1)
  const [toppingUp, setToppingUp] = useState(false)
  const [combo, setCombo] = useState<{ count: number; turn: number } | null>(null)
  const sending = useRef(false)
  const gift = gifts?.find(({ id }) => id === giftId) ?? gifts?.[0] ?? null
  const comboTurn = combo?.turn

  useEffect(() => {
    if (comboTurn === undefined) return
    const timer = window.setTimeout(() => setCombo(null), COMBO_MS)
    return () => window.clearTimeout(timer)
  }, [comboTurn])

  const send = useCallback(() => {
    if (gift === null || sending.current) return
    act(() => {
      sending.current = true
      void hawker.gifts.send(room, gift.id, quantity).then((answer) => {
        sending.current = false
        if (!isRefusal(answer)) {
          setCoins(answer.coins)
          setCombo((last) => ({ count: answer.combo, turn: (last?.turn ?? 0) + 1 }))
          return
        }
        if (answer.refused === 'balance-too-low') setToppingUp(true)
        toast(text(answer))
      })
    })
  }, [act, gift, hawker, quantity, room, setCoins, text, toast])

  const topUp = (amount: number) =>
    act(() => {
      void hawker.gifts.topUp(amount).then((answer) => {
        if (isRefusal(answer)) return toast(text(answer))
        setCoins(answer.coins)
        setToppingUp(false)
      })
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
              <h2>{t('gift.title')}</h2>
            </div>
            <div className={`${styles.grid} num`}>
              {gifts === null &&
                QUANTITIES.map((blank) => <div key={blank} className={styles.blank} aria-hidden="true" />)}
              {gifts?.map((one) => (
                <button
                  key={one.id}
                  type="button"
                  aria-pressed={one.id === gift?.id}
                  data-testid="gift"
                  data-gift={one.id}
                  onClick={() => setGiftId(one.id)}
                >
                  {one.imageUrl && <img src={one.imageUrl} alt="" width={52} height={52} />}
                  {one.name}
                  <small>
                    <CoinIcon size={12} />
                    {number(one.coins)}
                  </small>
                </button>
              ))}
              {gifts?.length === 0 && <p className={styles.empty}>{t('gift.none')}</p>}
            </div>
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
                <span className={styles.coins} data-testid="coins" data-coins={coins ?? 0}>
                  <CoinIcon />
                  {coins === null ? '–' : number(coins)}
                </span>
                <button type="button" className={styles.topUp} onClick={() => act(() => setToppingUp(true))}>
                  {t('gift.topUp')}
                </button>
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
            <p className={`${styles.total} num`}>
              {gift && t('gift.total', { count: quantity, name: gift.name, coins: number(gift.coins * quantity) })}
            </p>
          </>
        )}
      </Sheet>
    </>
  )
}
