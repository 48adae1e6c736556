// Being outbid is felt: once, and only by who wants movement.
import { useEffect, useRef } from 'react'
import { useReducedMotion } from '../../ui/motion.ts'
import type { Place } from './standing.ts'

const BUZZ_MS = 180

export const useOutbid = (place: Place): void => {
  const calm = useReducedMotion()
  const before = useRef(place)
  useEffect(() => {
    if (place === 'outbid' && before.current === 'leads' && !calm) navigator.vibrate?.(BUZZ_MS)
    before.current = place
  }, [place, calm])
}
