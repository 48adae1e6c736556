// For what cannot be taken back: pressed and held, by finger, mouse, Space or Enter.
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import styles from './hold-button.module.css'

export const HOLD_MS = 1500

interface Props {
  readonly onHeld: () => void
  readonly busy?: boolean
  readonly className?: string | undefined
  readonly testId?: string
  readonly children: ReactNode
}

export const HoldButton = ({ onHeld, busy = false, className = '', testId, children }: Props) => {
  const [holding, setHolding] = useState(false)
  const held = useRef(onHeld)
  held.current = onHeld
  useEffect(() => {
    if (!holding) return
    const timer = window.setTimeout(() => {
      setHolding(false)
      held.current()
    }, HOLD_MS)
    return () => window.clearTimeout(timer)
  }, [holding])
  const key = (down: boolean) => (event: KeyboardEvent) => {
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    if (!event.repeat) setHolding(down)
  }
  const stop = () => setHolding(false)
  return (
    <button
      type="button"
      className={`${styles.hold} ${className}`}
      data-holding={holding || undefined}
      disabled={busy}
      data-testid={testId}
      onPointerDown={(event) => event.button === 0 && setHolding(true)}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={key(true)}
      onKeyUp={key(false)}
      onBlur={stop}
    >
      <i aria-hidden="true" />
      <span>{children}</span>
    </button>
  )
}
