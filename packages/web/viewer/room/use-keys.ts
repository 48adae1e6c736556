// Keys of the wide room: space, M, C, B; Esc belongs to the sheets.
import { useEffect } from 'react'
import type { Player } from '../player/use-player.ts'
import type { Sheets } from './sheets.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

export const useKeys = (player: Player, sheets: Sheets): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const key = event.key.toLowerCase()
      // On a button, space presses it.
      if (key === ' ' && !(event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement)) {
        event.preventDefault()
        player.togglePaused()
      } else if (key === 'm') player.toggleMuted()
      else if (key === 'c') {
        event.preventDefault()
        document.querySelector<HTMLInputElement>('[data-testid="chat-input"]')?.focus()
      } else if (key === 'b' && sheets.stack.length === 0) sheets.open({ kind: 'bag' })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [player, sheets])
}
