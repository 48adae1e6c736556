// The gifts of the shop and the viewer's coins, as the sheet shows them.
import { type Answer, isRefusal } from '@hawker/sdk'
import { useCallback, useEffect, useState } from 'react'
import { useLiveRoom, useRoomEvent, useRoomState } from '../../ui/live-room.ts'
import { createAsking } from '../room/asking.ts'
import { usePerson } from '../room/person.tsx'

export type Gift = Answer<'gifts.listGifts'>['gifts'][number]
export type Wallet = Answer<'gifts.readWallet'>

/** Null until it is known. */
export const useGifts = (): readonly Gift[] | 'failed' | null => {
  const { hawker } = useLiveRoom()
  const version = useRoomState((state) => state.giftCatalogueVersion)
  const [gifts, setGifts] = useState<readonly Gift[] | 'failed' | null>(null)
  const [gaps, setGaps] = useState(0)
  useRoomEvent('gap', () => setGaps((count) => count + 1))
  // biome-ignore lint/correctness/useExhaustiveDependencies: S13 a new version of the catalogue is a reason to read it, and so is a gap it may have come in
  useEffect(() => {
    let gone = false
    void hawker.gifts.list().then((answer) => {
      if (!gone) setGifts((known) => (isRefusal(answer) ? (known ?? 'failed') : answer.gifts))
    })
    return () => {
      gone = true
    }
  }, [hawker, version, gaps])
  return gifts
}

/** What the viewer has and owes; null until it is known, and for somebody without a name. */
export const useWallet = () => {
  const { hawker } = useLiveRoom()
  const { you } = usePerson()
  const [wallet, setWallet] = useState<Wallet | null>(null)
  const [asking] = useState(createAsking<Partial<Wallet>>)
  const youId = you?.id
  useEffect(() => {
    if (youId === undefined) return
    let gone = false
    void asking.ask(
      () => hawker.gifts.wallet(),
      (answer, since) => {
        if (!gone && !isRefusal(answer)) setWallet(Object.assign({}, answer, ...since) as Wallet)
      },
    )
    return () => {
      gone = true
    }
  }, [asking, hawker, youId])
  const change = useCallback(
    (now: Partial<Wallet>) => {
      asking.tell(now)
      setWallet((known) => ({ coins: 0, debt: 0, topUps: true, ...known, ...now }))
    },
    [asking],
  )
  return [wallet, change, asking] as const
}
