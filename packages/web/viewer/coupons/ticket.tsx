// A coupon as a ticket: what it takes off at the left of the notch, its terms at the right, and what can be done with it.
import type { CouponTerms } from '@hawker/sdk'
import type { ReactNode } from 'react'
import styles from './ticket.module.css'
import { useCouponWords } from './use-coupon-words.ts'

interface Props {
  readonly terms: CouponTerms
  /** The second line. */
  readonly note: ReactNode
  /** Greyed: it cannot be used, or not any more. */
  readonly idle?: boolean
  readonly wide?: boolean
  readonly onOpen?: () => void
  readonly children?: ReactNode
}

export const CouponTicket = ({ terms, note, idle = false, wide = false, onOpen, children }: Props) => {
  const words = useCouponWords()
  const body = (
    <>
      <b className="num">{words.off(terms)}</b>
      <span className={styles.text}>
        <span>{wide ? terms.title : words.from(terms)}</span>
        <small className="num">{note}</small>
      </span>
    </>
  )
  return (
    <div className={styles.ticket} data-idle={idle || undefined} data-wide={wide || undefined}>
      {onOpen ? (
        <button type="button" className={styles.body} aria-haspopup="dialog" onClick={onOpen}>
          {body}
        </button>
      ) : (
        <div className={styles.body}>{body}</div>
      )}
      {children}
    </div>
  )
}
