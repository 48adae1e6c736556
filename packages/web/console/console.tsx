// The operator's desk: rundown, what viewers see, people, numbers. On a narrow screen one of them at a time.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../staff/room/live-room.ts'
import { DeskProvider } from './acts/desk.tsx'
import { Centre } from './centre/centre.tsx'
import styles from './console.module.css'
import { Degraded } from './degraded.tsx'
import { Head } from './head.tsx'
import { People } from './people/people.tsx'
import { Rundown } from './rundown/rundown.tsx'
import { Strip } from './strip.tsx'

const PANES = ['rundown', 'room', 'people', 'numbers'] as const

export const Console = () => {
  const { t } = useTranslation()
  const [pane, setPane] = useState<(typeof PANES)[number]>('rundown')
  const title = useRoomState(({ room }) => room?.title ?? '')
  return (
    <div className={styles.console} data-pane={pane}>
      <title>{`${title} · ${t('console.name')}`}</title>
      <DeskProvider>
        <Head />
        <Rundown />
        <Centre />
        <People />
        <Strip />
      </DeskProvider>
      <Degraded />
      <nav className={styles.panes} aria-label={t('console.panes')}>
        {PANES.map((one) => (
          <button key={one} type="button" aria-current={one === pane} onClick={() => setPane(one)}>
            {t(`console.pane.${one}`)}
          </button>
        ))}
      </nav>
    </div>
  )
}
