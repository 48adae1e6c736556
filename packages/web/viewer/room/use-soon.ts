// Asks the server after coming in, but not all pages in the same moment.
import { useEffect } from 'react'

/** A room fills within seconds when a show begins: questions that can wait are spread over so much. */
const SPREAD_MS = 4_000

/** Once for each `who`, and again when it was null meanwhile. */
export const useSoon = (ask: () => Promise<void>, who: string | null): void => {
  useEffect(() => {
    if (who === null) return
    const timer = window.setTimeout(() => void ask(), Math.random() * SPREAD_MS)
    return () => window.clearTimeout(timer)
  }, [ask, who])
}
