// Whether the desk shows one of its parts at a time; the same width stands in console.module.css.
import { useSyncExternalStore } from 'react'

const NARROW = '(max-width: 1179px)'

const subscribe = (listener: () => void) => {
  const query = matchMedia(NARROW)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches)
