// Keys of the desk: they act only while nobody types and no dialog is open.
import { useEffect, useRef } from 'react'

const TYPING = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])'

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && (target.closest(TYPING) !== null || target.closest('[role="dialog"]') !== null)

export const useKeys = (onKey: (key: string) => boolean): void => {
  const latest = useRef(onKey)
  latest.current = onKey
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      if (isTyping(event.target) || document.querySelector('[role="dialog"]')) return
      if (latest.current(event.key.toLowerCase())) event.preventDefault()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [])
}
