// The page's effects, and when they are loaded: with the list of gifts, when a gift is launched, when one was sent.
import { useEffect, useState } from 'react'
import { createEffectStore, type Effect } from './effect-store.ts'
import type { Gift } from './use-gifts.ts'

/** An effect that is not there by then is not waited for: the page's own goes on. */
const WAITED_MS = 800

export const effects = createEffectStore({ fetch: (url) => fetch(url, { credentials: 'omit' }) })

/** Whoever pays by the byte loads what was sent, and nothing else. */
const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true

/** Loads what viewers are likely to see: what fills the picture before what stands in a lane, dear before cheap. */
export const loadAhead = (gifts: readonly Gift[]): void => {
  if (savesData()) return
  const wanted = gifts
    .filter(({ effect }) => effect !== undefined)
    .sort((a, b) => Number(b.size === 'large') - Number(a.size === 'large') || b.coins - a.coins)
  void effects.loadAhead(wanted.map(({ effect }) => effect!))
}

/** What plays of an effect: null until it is here, and for good when it comes too late or not at all. */
export const useEffectBlob = (effect: Effect | undefined): Blob | null => {
  const url = effect?.url
  const [blob, setBlob] = useState(() => (url === undefined ? null : effects.at(url)))
  useEffect(() => {
    if (url === undefined || blob !== null) return
    const from = performance.now()
    let gone = false
    void effects.load(url).then((loaded) => {
      if (!gone && performance.now() - from < WAITED_MS) setBlob(loaded)
    })
    return () => {
      gone = true
    }
  }, [url, blob])
  return blob
}
