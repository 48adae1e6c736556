// What a product ever cost, read when somebody looks.
import { isRefusal } from '@hawker/sdk'
import { useCallback, useEffect, useState } from 'react'
import { useLiveRoom } from '../../ui/live-room.ts'
import type { Prices, TimedOffer } from './past.ts'

type Read<T> = T | 'loading' | 'failed'

/** `version`: reads it again when it changes. Null as product: nothing is read. */
export const usePrices = (product: string | null, version: string) => {
  const { hawker } = useLiveRoom()
  const [prices, setPrices] = useState<Read<Prices>>('loading')
  const load = useCallback(async () => {
    if (product === null) return
    const query = hawker.app === undefined ? {} : { app: hawker.app }
    const answer = await hawker.call('commerce.readPrices', { params: { product }, query })
    setPrices(isRefusal(answer) ? 'failed' : answer)
  }, [hawker, product])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another price, another history
  useEffect(() => void load(), [load, version])
  return { prices, load }
}

export const useOffers = (product: string) => {
  const { hawker } = useLiveRoom()
  const [offers, setOffers] = useState<Read<readonly TimedOffer[]>>('loading')
  const [next, setNext] = useState<string | null>(null)
  const load = useCallback(
    async (after?: string) => {
      const query = {
        ...(hawker.app === undefined ? {} : { app: hawker.app }),
        ...(after === undefined ? {} : { after }),
      }
      const answer = await hawker.call('commerce.listTimedOffers', { params: { product }, query })
      if (isRefusal(answer)) return setOffers((known) => (typeof known === 'string' ? 'failed' : known))
      setOffers((known) => [...(after === undefined || typeof known === 'string' ? [] : known), ...answer.offers])
      setNext(answer.next)
    },
    [hawker, product],
  )
  useEffect(() => void load(), [load])
  return { offers, more: next === null ? null : () => void load(next), load }
}
