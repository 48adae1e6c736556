// The viewer's coupons: one list for the bag, the checkout and the sheet of them; and taking one. The list is read only
// where it is shown: a drop reaches everybody at once, and nobody's page asks the server then.
import { type CouponClaim, type CouponDrop, isRefusal, type Refusal } from '@hawker/sdk'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { createAsking } from '../room/asking.ts'
import { usePerson } from '../room/person.tsx'
import { useToast } from '../room/toasts.tsx'
import { useRefusalText } from '../room/use-refusal-text.ts'
import type { Mine } from './tile.ts'

interface OwnCoupons {
  /** Those that can be used come first; null until it is known, and for somebody without a name. */
  readonly claims: readonly CouponClaim[] | null
  readonly failed: boolean
  /** Of the drops in this room, since the page came. */
  readonly mine: Mine
  reload(): void
  /** Takes one of a drop, once the viewer has a name; says what came of it. */
  claim(drop: CouponDrop): void
  redeem(code: string): Promise<CouponClaim | Refusal>
}

const NONE: Mine = { taken: new Set(), gone: new Set(), claiming: null }

const OwnCouponsContext = createContext<OwnCoupons | null>(null)

const withClaim = (claims: readonly CouponClaim[], claim: CouponClaim): readonly CouponClaim[] => [
  claim,
  ...claims.filter(({ id }) => id !== claim.id),
]
const added = (ids: ReadonlySet<string>, id: string): ReadonlySet<string> => new Set([...ids, id])

export const OwnCouponsProvider = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation()
  const { hawker, id: room } = useLiveRoom()
  const { you, act } = usePerson()
  const toast = useToast()
  const text = useRefusalText()
  const [claims, setClaims] = useState<readonly CouponClaim[] | null>(null)
  const [failed, setFailed] = useState(false)
  const [mine, setMine] = useState<Mine>(NONE)
  const known = useRef(false)
  const [asking] = useState(createAsking<CouponClaim>)
  const youId = you?.id
  const who = useRef(youId)
  who.current = youId

  const reload = useCallback(() => {
    known.current = true
    const asked = who.current
    void asking.ask(
      () => hawker.coupons.mine(),
      (answer, since) => {
        if (who.current !== asked) return
        setFailed(isRefusal(answer))
        if (!isRefusal(answer)) setClaims(since.reduce(withClaim, answer.claims))
      },
    )
  }, [asking, hawker])
  // biome-ignore lint/correctness/useExhaustiveDependencies: somebody else has other coupons
  useEffect(() => {
    known.current = false
    setClaims(null)
    setMine(NONE)
  }, [youId])
  // An order uses a coupon, and gives it back when it ends unpaid.
  useRoomEvent('own.order', () => known.current && reload())

  const took = useCallback(
    (claim: CouponClaim) => {
      asking.tell(claim)
      setClaims((list) => list && withClaim(list, claim))
    },
    [asking],
  )

  const claim = useCallback(
    (drop: CouponDrop) =>
      act(() => {
        setMine((now) => ({ ...now, claiming: drop.id }))
        void hawker.coupons.claim(room, drop.id).then((answer) => {
          setMine((now) => ({ ...now, claiming: null }))
          if (!isRefusal(answer)) {
            took(answer)
            setMine((now) => ({ ...now, taken: added(now.taken, drop.id) }))
            return toast(t('coupon.claimed', { title: answer.terms.title }))
          }
          if (answer.refused === 'limit-reached') {
            setMine((now) => ({ ...now, taken: added(now.taken, drop.id) }))
            return toast(t('coupon.hadBefore'))
          }
          if (answer.refused === 'coupon-gone') setMine((now) => ({ ...now, gone: added(now.gone, drop.id) }))
          toast(text(answer))
        })
      }),
    [act, hawker, room, t, text, toast, took],
  )

  const redeem = useCallback(
    async (code: string) => {
      const answer = await hawker.coupons.redeem(code)
      if (!isRefusal(answer)) took(answer)
      return answer
    },
    [hawker, took],
  )

  const own = useMemo(
    () => ({ claims: youId === undefined ? null : claims, failed, mine, reload, claim, redeem }),
    [youId, claims, failed, mine, reload, claim, redeem],
  )
  return <OwnCouponsContext value={own}>{children}</OwnCouponsContext>
}

/** Drops and what the viewer can do with them; the list as far as somebody has read it. */
export const useOwnCoupons = (): OwnCoupons => {
  const own = useContext(OwnCouponsContext)
  if (own === null) throw new Error('outside of a room')
  return own
}

/** The same, and the list is read now. */
export const useOwnClaims = (): OwnCoupons => {
  const own = useOwnCoupons()
  const { you } = usePerson()
  const { reload } = own
  const youId = you?.id
  useEffect(() => {
    if (youId !== undefined) reload()
  }, [youId, reload])
  return own
}
