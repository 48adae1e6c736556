import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../staff/session/you.ts'
import { Activity, useDeeds } from './activity.tsx'
import { Chat } from './chat.tsx'
import { Orders } from './orders.tsx'
import styles from './people.module.css'

const TABS = ['chat', 'activity', 'orders'] as const

export const People = () => {
  const { t, i18n } = useTranslation()
  // Kept here: what came while another tab was open is not lost.
  const deeds = useDeeds(i18n.language)
  const mayCount = useMay('numbers.read')
  const [tab, setTab] = useState<(typeof TABS)[number]>('chat')
  return (
    <aside className={`${styles.people} num`} data-part="people" aria-label={t('console.pane.people')}>
      <div className={styles.tabs} role="tablist">
        {TABS.filter((one) => one !== 'orders' || mayCount).map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === tab}
            onClick={() => setTab(one)}
            data-testid={`tab-${one}`}
          >
            {t(`console.tab.${one}`)}
          </button>
        ))}
      </div>
      {tab === 'chat' && <Chat deeds={deeds} />}
      {tab === 'activity' && <Activity deeds={deeds} all />}
      {tab === 'orders' && <Orders />}
    </aside>
  )
}
