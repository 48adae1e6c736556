// While a sheet is open the keyboard stays in it, and Esc closes it; afterwards the focus goes back to where it was.
const FOCUSABLE =
  'button:not([disabled]):not([tabindex="-1"]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), summary, a[href], [tabindex="0"]'

export const keepFocusInside = (panel: HTMLElement, onEscape: () => void): (() => void) => {
  const before = document.activeElement
  if (!panel.contains(before)) panel.focus({ preventScroll: true })
  const onKey = (event: KeyboardEvent) => {
    // The sheet on top answers; those below are still mounted.
    const open = document.querySelectorAll('[role="dialog"]')
    if (open[open.length - 1] !== panel) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      onEscape()
    }
    if (event.key !== 'Tab') return
    const all = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)]
    const first = all[0]
    const last = all[all.length - 1]
    const outside = !panel.contains(document.activeElement)
    if (event.shiftKey && (outside || document.activeElement === first || document.activeElement === panel)) {
      event.preventDefault()
      last?.focus()
    } else if (!event.shiftKey && (outside || document.activeElement === last)) {
      event.preventDefault()
      first?.focus()
    }
  }
  window.addEventListener('keydown', onKey, true)
  return () => {
    window.removeEventListener('keydown', onKey, true)
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
  }
}
