// The viewer's transfers, page by page: the next is asked for when the end of what is there comes into sight.
import { type Answer, isRefusal } from '@hawker/sdk'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useFans } from '../fans/use-fans.ts'

type Transfer = Answer<'gifts.listOwnTransfers'>['transfers'][number]

/** `more`: there is a page that nobody asked for yet. */
type State = 'loading' | 'failed' | 'more' | 'all'

interface Known {
  readonly transfers: readonly Transfer[]
  readonly next: string | null
  readonly state: State
}

/** More than a screen shows. */
const PAGE = 30

export const useTransfers = () => {
  const fans = useFans()
  const [known, setKnown] = useState<Known>({ transfers: [], next: null, state: 'more' })
  const now = useRef(known)
  now.current = known
  const asking = useRef(false)
  const more = useCallback(async () => {
    if (asking.current || now.current.state === 'all') return
    asking.current = true
    setKnown((before) => ({ ...before, state: 'loading' }))
    const answer = await fans.transfers(now.current.next ?? undefined, PAGE)
    asking.current = false
    setKnown((before) =>
      isRefusal(answer)
        ? { ...before, state: 'failed' }
        : {
            transfers: [...before.transfers, ...answer.transfers],
            next: answer.next,
            state: answer.next === null ? 'all' : 'more',
          },
    )
  }, [fans])

  const end = useRef<HTMLDivElement>(null)
  // Looked at anew after each page: one that did not fill the screen leaves its end in sight.
  useEffect(() => {
    if (known.state !== 'more' || end.current === null) return
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && void more())
    seen.observe(end.current)
    return () => seen.disconnect()
  }, [known.state, more])
  return {
    transfers: known.transfers,
    state: known.state === 'more' ? ('loading' as const) : known.state,
    more: () => void more(),
    end,
  }
}
