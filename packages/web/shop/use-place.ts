// The browser's history as the page's place. Sections change without loading the page anew.
import { useMemo, useSyncExternalStore } from 'react'
import { type Place, placeOf } from './place.ts'
import { mayLeave } from './unsaved.ts'

const MOVED = 'hawker.moved'

const subscribe = (told: () => void) => {
  addEventListener('popstate', told)
  addEventListener(MOVED, told)
  return () => {
    removeEventListener('popstate', told)
    removeEventListener(MOVED, told)
  }
}
const here = () => location.pathname + location.search

export const usePlace = (): Place => {
  const href = useSyncExternalStore(subscribe, here)
  return useMemo(() => placeOf(href), [href])
}

/** `replace`: the place before is not gone back to, and nobody is asked about what he typed there. */
export const go = (href: string, { replace = false } = {}): void => {
  if (href === here() || (!replace && !mayLeave())) return
  history[replace ? 'replaceState' : 'pushState'](null, '', href)
  if (!replace) scrollTo(0, 0)
  dispatchEvent(new Event(MOVED))
}
