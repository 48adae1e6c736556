// Head and width of the pages of the shop: rooms, staff, custom fields.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHead } from './page-head.tsx'
import type { View } from './pages.ts'
import styles from './rooms/room-list.module.css'

export const PageFrame = ({ here, children }: { here: View | 'rooms'; children: ReactNode }) => {
  const { t } = useTranslation()
  return (
    <div className={styles.page}>
      <title>{t(`pages.${here}`)}</title>
      <PageHead here={here} />
      <main className={styles.body}>{children}</main>
    </div>
  )
}
