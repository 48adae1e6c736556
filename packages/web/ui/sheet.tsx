// A sheet from below: follows the finger, closes by Esc, by a pull, by a tap beside it.
import { type PointerEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useReducedMotion } from './motion.ts'
import styles from './sheet.module.css'
import { keepFocusInside } from './sheet-focus.ts'

/** Pulled down by this share of its height, or this fast, a sheet closes. */
const CLOSE_SHARE = 0.28
const CLOSE_PX_PER_MS = 0.6
const CLOSE_MS = 140

export interface SheetProps {
  readonly label: string
  readonly onClosed: () => void
  readonly children: (close: () => void) => ReactNode
  readonly className?: string
  /** Darkness behind: `none` leaves the room as it is. */
  readonly dim?: 'none' | 'half' | 'deep'
  readonly testId?: string
  /** Answers whether Esc went back a step within the sheet; else it closes. */
  readonly onEscape?: () => boolean
}

export const Sheet = ({ label, onClosed, children, className = '', dim = 'half', testId, onEscape }: SheetProps) => {
  const panel = useRef<HTMLElement>(null)
  const pull = useRef<{ y: number; at: number } | null>(null)
  const [closing, setClosing] = useState(false)
  const calm = useReducedMotion()
  const done = useRef(onClosed)
  done.current = onClosed

  const close = useCallback(() => setClosing(true), [])
  useEffect(() => {
    if (!closing) return
    const timer = window.setTimeout(() => done.current(), calm ? 0 : CLOSE_MS)
    return () => window.clearTimeout(timer)
  }, [closing, calm])

  const stepBack = useRef(onEscape)
  stepBack.current = onEscape
  useEffect(() => {
    const onKey = () => {
      if (!stepBack.current?.()) close()
    }
    return panel.current ? keepFocusInside(panel.current, onKey) : undefined
  }, [close])

  const shift = (px: number) => panel.current?.style.setProperty('--pull', `${Math.max(0, px)}px`)
  const grab = (event: PointerEvent) => {
    const target = event.target as HTMLElement
    if (!target.closest('[data-grab]') || target.closest('button, input, a')) return
    pull.current = { y: event.clientY, at: event.timeStamp }
    event.currentTarget.setPointerCapture(event.pointerId)
    panel.current?.setAttribute('data-pulled', '')
  }
  const follow = (event: PointerEvent) => {
    if (pull.current) shift(event.clientY - pull.current.y)
  }
  const letGo = (event: PointerEvent) => {
    if (!pull.current || !panel.current) return
    const way = event.clientY - pull.current.y
    const speed = way / Math.max(1, event.timeStamp - pull.current.at)
    pull.current = null
    panel.current.removeAttribute('data-pulled')
    if (way > panel.current.offsetHeight * CLOSE_SHARE || (way > 24 && speed > CLOSE_PX_PER_MS)) close()
    else shift(0)
  }

  return (
    <>
      {dim !== 'none' && (
        <button
          type="button"
          tabIndex={-1}
          aria-hidden="true"
          className={styles.dim}
          data-deep={dim === 'deep' || undefined}
          data-closing={closing || undefined}
          onClick={close}
        />
      )}
      <section
        ref={panel}
        role="dialog"
        aria-modal={dim !== 'none'}
        aria-label={label}
        tabIndex={-1}
        className={`${styles.sheet} ${className}`}
        data-closing={closing || undefined}
        data-testid={testId}
        onPointerDown={grab}
        onPointerMove={follow}
        onPointerUp={letGo}
        onPointerCancel={letGo}
      >
        {children(close)}
      </section>
    </>
  )
}

/** The handle and the head of a sheet: pulling here moves it. */
export const SheetHead = ({ title, children }: { title: ReactNode; children?: ReactNode }) => (
  <div data-grab="" className={styles.grabArea}>
    <div className={styles.grab} />
    <header className={styles.head}>
      <h2>{title}</h2>
      {children}
    </header>
  </div>
)
