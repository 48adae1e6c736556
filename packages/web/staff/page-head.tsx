// Head of the pages beside the rooms: where one can go, who one is.
import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from './language-switch.tsx'
import styles from './page-head.module.css'
import type { View } from './pages.ts'
import { SignOut } from './session/sign-out.tsx'
import { useMay, useYou } from './session/you.ts'

export type Part = View | 'rooms' | 'shop'

export const PageHead = ({ here }: { here: Part }) => {
  const { t } = useTranslation()
  const you = useYou()
  const maySeeGoods = useMay('numbers.read')
  const maySeeStaff = useMay('room.operate')
  const ways = [
    { part: 'rooms', href: '/console', shown: true },
    { part: 'shop', href: '/shop', shown: maySeeGoods },
    { part: 'staff', href: '/console?view=staff', shown: maySeeStaff },
    { part: 'fields', href: '/console?view=fields', shown: true },
  ] as const
  return (
    <header className={styles.head}>
      <nav aria-label={t('pages.nav')}>
        {ways
          .filter(({ shown }) => shown)
          .map(({ part, href }) => (
            <a key={part} href={href} aria-current={part === here ? 'page' : undefined} data-testid={`page-${part}`}>
              {t(`pages.${part}`)}
            </a>
          ))}
      </nav>
      <span className={styles.who}>
        {you.person.name}, {t(`role.${you.person.role}`)}
      </span>
      <LanguageSwitch />
      <SignOut />
    </header>
  )
}
