import type { ReactNode } from 'react'
import { CheckIcon, ClockIcon, WarningIcon } from '../../ui/icons.tsx'
import styles from './checkout-sheet.module.css'

const PICTURES = { done: CheckIcon, wait: ClockIcon, stop: WarningIcon }

interface Props {
  readonly kind: keyof typeof PICTURES
  readonly title: string
  readonly children?: ReactNode
}

/** How a purchase stands when there is nothing to choose any more. */
export const Notice = ({ kind, title, children }: Props) => {
  const Picture = PICTURES[kind]
  return (
    <div className={styles.notice} data-kind={kind} role="status">
      <span>
        <Picture size={28} />
      </span>
      <h3>{title}</h3>
      {children && <p>{children}</p>}
    </div>
  )
}
