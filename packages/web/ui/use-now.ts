// A clock for countdowns: the server's, handed down once by the page.
import { createContext, useContext, useEffect, useState } from 'react'

export interface Clock {
  now(): number
}

export const ClockContext = createContext<Clock>({ now: () => Date.now() })

export const useClock = (): Clock => useContext(ClockContext)

/** The server's time, renewed as each whole second passes; stands still while `running` is false. */
export const useNow = (running = true): number => {
  const clock = useClock()
  const [now, setNow] = useState(() => clock.now())
  useEffect(() => {
    if (!running) return
    let timer = 0
    const tick = () => {
      const at = clock.now()
      setNow(at)
      timer = window.setTimeout(tick, 1000 - (at % 1000) + 5)
    }
    tick()
    return () => window.clearTimeout(timer)
  }, [clock, running])
  return now
}
