// Text for a polite live region that is not flooded.
import { useEffect, useRef, useState } from 'react'
import { type Said, sayAt } from './said-aloud.ts'

export const useSaidAloud = (text: string, urgent: boolean): string => {
  const last = useRef<Said | null>(null)
  const [said, setSaid] = useState('')
  useEffect(() => {
    const at = sayAt(last.current, text, urgent, Date.now())
    if (at === null) return
    const say = () => {
      last.current = { text, at: Date.now() }
      setSaid(text)
    }
    const timer = window.setTimeout(say, Math.max(0, at - Date.now()))
    return () => window.clearTimeout(timer)
  }, [text, urgent])
  return said
}
