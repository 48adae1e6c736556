// A figure that counts up to what it became; whoever wants less movement sees it there at once.
import { useEffect, useRef, useState } from 'react'
import { useReducedMotion } from '../../ui/motion.ts'

const RISES_MS = 320

/** It rises in whole steps: an amount with cents that nobody ever bid is not shown. */
export const useRising = (value: number, unit: number): number => {
  const calm = useReducedMotion()
  const shown = useRef(value)
  const [figure, setFigure] = useState(value)
  useEffect(() => {
    const from = shown.current
    const put = (next: number) => {
      shown.current = next
      setFigure(next)
    }
    if (calm || value <= from) return put(value)
    const began = performance.now()
    let frame = 0
    const step = (at: number) => {
      const share = Math.min(1, Math.max(0, (at - began) / RISES_MS))
      put(share === 1 ? value : from + Math.round(((value - from) * share) / unit) * unit)
      if (share < 1) frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
    return () => cancelAnimationFrame(frame)
  }, [value, unit, calm])
  return figure
}
