// What a product ever cost, read when somebody looks.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useLiveRoom } from '../../ui/live-room.ts'
import { type Read, useRead } from '../room/use-read.ts'
import { type Prices, type TimedOffer, withOlder } from './past.ts'

/** Lines of a page: a sheet is read, not scrolled through for ever. */
const PRICES_SHOWN = 100
const NO_PRICES: Prices = { prices: [], next: null, lowestOf30Days: {}, listPrice: null }

/** `version`: reads it again when it changes. Null as product: nothing is read. */
export const usePrices = (product: string | null, version: string) => {
  const { hawker } = useLiveRoom()
  const readPage = useCallback(
    async (after?: string): Promise<Prices | Refusal> => {
      if (product === null) return NO_PRICES
      const query = {
        limit: PRICES_SHOWN,
        ...(hawker.app === undefined ? {} : { app: hawker.app }),
        ...(after === undefined ? {} : { after }),
      }
      return hawker.call('commerce.readPrices', { params: { product }, query })
    },
    [hawker, product],
  )
  const [newest, load] = useRead(readPage, version)
  /** With what was read behind them. */
  const [longer, setLonger] = useState<{ readonly of: Prices; readonly all: Prices } | null>(null)
  if (typeof newest === 'string') return { prices: newest, more: null, load }
  const prices = longer?.of === newest ? longer.all : newest
  const { next } = prices
  const readOn = async (after: string) => {
    const older = await readPage(after)
    if (isRefusal(older)) return
    setLonger((known) => {
      const all = known?.of === newest ? known.all : newest
      // Two taps are one page.
      return all.next === after ? { of: newest, all: withOlder(all, older) } : known
    })
  }
  return { prices, more: next === null ? null : () => void readOn(next), load }
}

export const useOffers = (product: string) => {
  const { hawker } = useLiveRoom()
  const [offers, setOffers] = useState<Read<readonly TimedOffer[]>>('loading')
  const [next, setNext] = useState<string | null>(null)
  const asked = useRef<string | undefined>(undefined)
  const load = useCallback(
    async (after?: string) => {
      // Two taps are one page.
      if (after !== undefined && asked.current === after) return
      asked.current = after
      const query = {
        ...(hawker.app === undefined ? {} : { app: hawker.app }),
        ...(after === undefined ? {} : { after }),
      }
      const answer = await hawker.call('commerce.listTimedOffers', { params: { product }, query })
      if (isRefusal(answer)) {
        asked.current = undefined
        return setOffers((known) => (typeof known === 'string' ? 'failed' : known))
      }
      setOffers((known) => [...(after === undefined || typeof known === 'string' ? [] : known), ...answer.offers])
      setNext(answer.next)
    },
    [hawker, product],
  )
  useEffect(() => void load(), [load])
  return { offers, more: next === null ? null : () => void load(next), load }
}
