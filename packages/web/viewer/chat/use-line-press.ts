// Which line a long press, a right click or the arrow keys mean: one set of listeners for the whole list.
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef } from 'react'

const LONG_PRESS_MS = 450
const STILL_PX = 8

const lineAt = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-offset]') : null

export const useLinePress = (open: (offset: number) => void) => {
  const press = useRef<{ timer: number; x: number; y: number } | null>(null)
  const cancel = () => {
    if (press.current) window.clearTimeout(press.current.timer)
    press.current = null
  }
  useEffect(() => () => window.clearTimeout(press.current?.timer), [])

  const openLine = (line: HTMLElement) => open(Number(line.dataset.offset))
  return {
    onPointerDown: (event: PointerEvent) => {
      cancel()
      const line = lineAt(event.target)
      if (event.pointerType !== 'touch' || line === null) return
      const timer = window.setTimeout(() => {
        press.current = null
        openLine(line)
      }, LONG_PRESS_MS)
      press.current = { timer, x: event.clientX, y: event.clientY }
    },
    onPointerMove: (event: PointerEvent) => {
      const { x, y } = press.current ?? event.nativeEvent
      if (Math.hypot(event.clientX - x, event.clientY - y) > STILL_PX) cancel()
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
    onContextMenu: (event: MouseEvent) => {
      const line = lineAt(event.target)
      if (line === null) return
      event.preventDefault()
      // A long touch says so as well, and the timer speaks for it.
      if (press.current === null && (event.nativeEvent as { pointerType?: string }).pointerType === 'mouse')
        openLine(line)
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
      const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-line-menu]')]
      const at = buttons.indexOf(document.activeElement as HTMLElement)
      const next = at === -1 ? buttons.length - 1 : at + (event.key === 'ArrowUp' ? -1 : 1)
      const button = buttons[next]
      if (button === undefined) return
      event.preventDefault()
      button.focus({ preventScroll: true })
      button.scrollIntoView({ block: 'nearest' })
    },
  }
}
