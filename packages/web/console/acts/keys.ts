// Keys of the desk: they act only while nobody types and no dialog or menu is open.
import { useEffect, useRef } from 'react'

const TYPING = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])'
const OPEN = '[role="dialog"], [role="menu"], [role="listbox"]'

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && (target.closest(TYPING) !== null || target.closest(OPEN) !== null)

/** `onKey` answers whether the key was meant for it. */
export const useKeys = (onKey: (key: string) => boolean): void => {
  const latest = useRef(onKey)
  latest.current = onKey
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector(OPEN)) return
      if (latest.current(event.key.toLowerCase())) event.preventDefault()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [])
}
