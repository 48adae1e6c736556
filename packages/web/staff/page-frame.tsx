// Head and width of the pages of the shop: rooms, staff, custom fields.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from './language-switch.tsx'
import type { View } from './pages.ts'
import styles from './rooms/room-list.module.css'
import { SignOut } from './session/sign-out.tsx'
import { useMay, useYou } from './session/you.ts'

export const PageFrame = ({ here, children }: { here: View | 'rooms'; children: ReactNode }) => {
  const { t } = useTranslation()
  const you = useYou()
  const maySeeStaff = useMay('room.operate')
  const ways = [
    { view: 'rooms', href: '/console', shown: true },
    { view: 'staff', href: '/console?view=staff', shown: maySeeStaff },
    { view: 'fields', href: '/console?view=fields', shown: true },
  ] as const
  return (
    <div className={styles.page}>
      <title>{t(`pages.${here}`)}</title>
      <header className={styles.head}>
        <nav aria-label={t('pages.nav')}>
          {ways
            .filter(({ shown }) => shown)
            .map(({ view, href }) => (
              <a key={view} href={href} aria-current={view === here ? 'page' : undefined} data-testid={`page-${view}`}>
                {t(`pages.${view}`)}
              </a>
            ))}
        </nav>
        <span className={styles.who}>
          {you.person.name}, {t(`role.${you.person.role}`)}
        </span>
        <LanguageSwitch />
        <SignOut />
      </header>
      <main className={styles.body}>{children}</main>
    </div>
  )
}
