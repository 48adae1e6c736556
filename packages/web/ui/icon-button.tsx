import type { ButtonHTMLAttributes } from 'react'
import styles from './icon-button.module.css'

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { label: string; look?: 'chip' | 'plain' | 'accent' }

/** A round button with a picture only; `label` is what it is called. */
export const IconButton = ({ label, look = 'chip', className = '', ...rest }: Props) => (
  <button type="button" aria-label={label} className={`${styles.round} ${className}`} data-look={look} {...rest} />
)
