import { useTranslation } from 'react-i18next'
import { StarIcon } from '../../ui/icons.tsx'
import styles from './badges.module.css'

/** `early-bird` as people read it. */
const wordsOf = (badge: string) => badge.replaceAll('-', ' ')

export const Badges = ({ badges, small = false }: { badges: readonly string[]; small?: boolean }) => {
  const { t } = useTranslation()
  if (badges.length === 0) return null
  return (
    <ul className={styles.badges} data-small={small || undefined} aria-label={t('level.badges')}>
      {badges.map((badge) => (
        <li key={badge} data-testid="badge" data-badge={badge}>
          <StarIcon size={small ? 12 : 14} />
          {wordsOf(badge)}
        </li>
      ))}
    </ul>
  )
}
