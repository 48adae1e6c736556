// Bids when it is slid over or held: by finger, mouse or key. A single tap or press only says how.
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GavelIcon } from '../../ui/icons.tsx'
import { HELD_MS, isSlid, STILL_PX, SURE_WITHIN_MS, shareOf } from './slide.ts'
import styles from './slide-to-bid.module.css'

interface Props {
  /** What is bid: it stays what it was when the finger came down. */
  readonly minor: number
  /** `Slide to bid $48`. */
  readonly label: string
  /** `Bid $48`, for who hears it or presses keys. */
  readonly name: string
  readonly busy: boolean
  readonly disabled?: boolean
  readonly testId: string
  readonly onBid: (minor: number) => void
}

interface Grip {
  readonly x: number
  readonly minor: number
  readonly timer: number
  still: boolean
}

export const SlideToBid = ({ minor, label, name, busy, disabled = false, testId, onBid }: Props) => {
  const { t } = useTranslation()
  const track = useRef<HTMLButtonElement>(null)
  const knob = useRef<HTMLSpanElement>(null)
  const grip = useRef<Grip | null>(null)
  const [look, setLook] = useState<'rest' | 'slid' | 'held' | 'sure'>('rest')
  // A price that changed while somebody made sure is another question.
  const [asked, setAsked] = useState(minor)
  const sure = look === 'sure' && asked === minor
  useEffect(() => {
    if (look !== 'sure') return
    const timer = window.setTimeout(() => setLook('rest'), SURE_WITHIN_MS)
    return () => window.clearTimeout(timer)
  }, [look])
  useEffect(() => () => window.clearTimeout(grip.current?.timer), [])

  const way = () => (track.current?.clientWidth ?? 0) - (knob.current?.offsetWidth ?? 0)
  const show = (share: number) => track.current?.style.setProperty('--slid', String(share))
  const rest = () => {
    window.clearTimeout(grip.current?.timer)
    grip.current = null
    show(0)
    setLook('rest')
  }
  const bid = (amount: number) => {
    rest()
    onBid(amount)
  }
  /** The amount is the one that was read before the finger or key came down, whatever others bid meanwhile. */
  const take = (x: number) => {
    const timer = window.setTimeout(() => grip.current?.still && bid(minor), HELD_MS)
    grip.current = { x, minor, timer, still: true }
    setLook('held')
  }
  const grab = (event: PointerEvent) => {
    if (event.button !== 0 || busy || disabled) return
    track.current?.setPointerCapture(event.pointerId)
    take(event.clientX)
  }
  const follow = (event: PointerEvent) => {
    const held = grip.current
    if (held === null) return
    const moved = event.clientX - held.x
    if (held.still && Math.abs(moved) > STILL_PX) {
      held.still = false
      window.clearTimeout(held.timer)
      setLook('slid')
    }
    if (!held.still) show(shareOf(moved, way()))
  }
  const letGo = (event: PointerEvent) => {
    const held = grip.current
    if (held === null) return
    if (!held.still && isSlid(event.clientX - held.x, way())) bid(held.minor)
    else rest()
  }
  const press = () => {
    if (sure) return bid(minor)
    setAsked(minor)
    setLook('sure')
  }
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    event.stopPropagation()
    if (event.repeat || busy || disabled || grip.current) return
    if (sure) return bid(minor)
    take(0)
  }
  const keyUp = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    if (grip.current === null) return
    rest()
    press()
  }
  // Of a tap the pointer knows already; what has none comes from who hears the page.
  const click = (event: MouseEvent) => {
    if (event.detail === 0 && !busy && !disabled) press()
  }
  return (
    <button
      ref={track}
      type="button"
      className={styles.track}
      data-look={sure || look !== 'sure' ? look : 'rest'}
      data-testid={testId}
      data-minor={minor}
      aria-label={sure ? t('auction.sure', { bid: name }) : name}
      aria-description={t('auction.how')}
      aria-disabled={busy || disabled}
      onPointerDown={grab}
      onPointerMove={follow}
      onPointerUp={letGo}
      onPointerCancel={rest}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={keyDown}
      onKeyUp={keyUp}
      onBlur={rest}
      onClick={click}
    >
      <i aria-hidden="true" style={{ transitionDuration: look === 'held' ? `${HELD_MS}ms` : undefined }} />
      <span className={`${styles.label} num`}>{busy ? t('auction.sending') : sure ? t('auction.again') : label}</span>
      <span ref={knob} className={styles.knob} aria-hidden="true">
        <GavelIcon size={20} />
      </span>
    </button>
  )
}
