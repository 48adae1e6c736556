// Enters a room, hands it and the server's clock to the page, and says why when it cannot.
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ClockContext } from '../../ui/use-now.ts'
import { useHawker } from '../hawker.ts'
import { RefusalNote } from '../refusal-note.tsx'
import { type LiveRoom, LiveRoomContext, openLiveRoom, useLink, useRoomState } from './live-room.ts'
import styles from './room-frame.module.css'

/** Silence about the line for this long; most drops are over by then. */
const SILENT_MS = 2000

const LinkPill = () => {
  const { t } = useTranslation()
  const link = useLink()
  const [shown, setShown] = useState(false)
  const away = link.state === 'waiting' || link.state === 'connecting'
  useEffect(() => {
    setShown(false)
    if (!away) return
    const timer = window.setTimeout(() => setShown(true), SILENT_MS)
    return () => window.clearTimeout(timer)
  }, [away])
  return (
    <div role="status" className={styles.region} data-testid="connection" data-state={link.state}>
      {away && shown && <p>{t('common.reconnecting')}</p>}
      {link.state === 'ended' && <p>{t('common.offline')}</p>}
    </div>
  )
}

const Inside = ({ home, children }: { home: string; children: ReactNode }) => {
  const { t } = useTranslation()
  const known = useRoomState(({ room }) => room !== null)
  const { state, ending } = useLink()
  if (known)
    return (
      <>
        {children}
        <LinkPill />
      </>
    )
  return (
    <main className={styles.waiting}>
      {state === 'ended' ? (
        <>
          <RefusalNote error={ending?.refusal ?? null} />
          <a className="pill" href={home}>
            {t('rooms.all')}
          </a>
        </>
      ) : (
        <p className="quiet">{t('common.loading')}</p>
      )}
    </main>
  )
}

export const RoomFrame = ({ id, home, children }: { id: string; home: string; children: ReactNode }) => {
  const hawker = useHawker()
  const [live, setLive] = useState<LiveRoom | null>(null)
  useEffect(() => {
    const opened = openLiveRoom(hawker, id)
    setLive(opened)
    return () => opened.close()
  }, [hawker, id])
  if (live === null) return null
  return (
    <LiveRoomContext value={live}>
      <ClockContext value={live.room.clock}>
        <Inside home={home}>{children}</Inside>
      </ClockContext>
    </LiveRoomContext>
  )
}
