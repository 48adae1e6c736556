// The plain card in front of the staff pages.
import type { ReactNode } from 'react'
import { LanguageSwitch } from '../language-switch.tsx'
import styles from './door.module.css'

export const Door = ({ title, children }: { title: string; children: ReactNode }) => (
  <main className={styles.door}>
    <section className={styles.card}>
      <h1>{title}</h1>
      {children}
    </section>
    <LanguageSwitch />
  </main>
)
