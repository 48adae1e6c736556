// Whether the person wants less movement: the system's setting, or calm mode in the room.
import { useSyncExternalStore } from 'react'

const CALM_KEY = 'hawker.calm'
const listeners = new Set<() => void>()
const query = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-reduced-motion: reduce)')

const readCalm = (): boolean => {
  try {
    return localStorage.getItem(CALM_KEY) === 'yes'
  } catch {
    return false
  }
}
let calm = typeof localStorage === 'undefined' ? false : readCalm()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  query?.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    query?.removeEventListener('change', listener)
  }
}

export const setCalm = (wanted: boolean): void => {
  calm = wanted
  try {
    localStorage.setItem(CALM_KEY, wanted ? 'yes' : 'no')
  } catch {
    // Lasts as long as the page.
  }
  document.documentElement.toggleAttribute('data-calm', wanted)
  for (const listener of listeners) listener()
}

export const useCalm = (): boolean => useSyncExternalStore(subscribe, () => calm)

export const useReducedMotion = (): boolean => useSyncExternalStore(subscribe, () => calm || (query?.matches ?? false))
