import styles from './avatar.module.css'
import { initialOf } from './format.ts'

const SHADES = 4
const shadeOf = (name: string): number => {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  return sum % SHADES
}

export const Avatar = ({ name, url, size }: { name: string; url: string | null; size: number }) => (
  <span className={styles.avatar} data-shade={shadeOf(name)} style={{ width: size, height: size }} aria-hidden="true">
    {url ? <img src={url} alt="" width={size} height={size} /> : initialOf(name)}
  </span>
)
