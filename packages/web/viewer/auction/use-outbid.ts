// Being outbid is felt, once and only by who wants movement; and told, where something lies over the card.
import { useEffect, useRef } from 'react'
import { useReducedMotion } from '../../ui/motion.ts'
import type { Place } from './standing.ts'

const BUZZ_MS = 180

export const useOutbid = (place: Place, tell: () => void): void => {
  const calm = useReducedMotion()
  const before = useRef(place)
  const told = useRef(tell)
  told.current = tell
  useEffect(() => {
    const isNews = place === 'outbid' && before.current === 'leads'
    before.current = place
    if (!isNews) return
    told.current()
    if (!calm) navigator.vibrate?.(BUZZ_MS)
  }, [place, calm])
}
