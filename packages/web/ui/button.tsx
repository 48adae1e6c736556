import type { ButtonHTMLAttributes } from 'react'
import styles from './button.module.css'

type Look = 'accent' | 'soft' | 'ghost'
export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; big?: boolean }

export const Button = ({ look = 'accent', big = false, className = '', type = 'button', ...rest }: ButtonProps) => (
  <button
    type={type === 'submit' ? 'submit' : 'button'}
    className={`${styles.button} ${className}`}
    data-look={look}
    data-big={big || undefined}
    {...rest}
  />
)
