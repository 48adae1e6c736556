import type { RoomStatus } from '@hawker/sdk'
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../../staff/room/live-room.ts'
import { useMayHere } from '../../staff/room/may.ts'
import { usePicture } from '../../staff/room/picture.ts'
import { usePlayAddress, useStreamHealth } from '../../staff/room/polls.ts'
import { ClockIcon } from '../../ui/icons.tsx'
import { ActBar } from '../acts/act-bar.tsx'
import { useNarrow } from '../acts/use-narrow.ts'
import { Campaigns } from '../campaigns/campaigns.tsx'
import { Done } from '../deeds/done.tsx'
import { Announcement } from './announcement.tsx'
import styles from './centre.module.css'
import { Preview } from './preview.tsx'
import { Shortages } from './shortages.tsx'
import { StatusSwitch } from './status-switch.tsx'

const WITH_PICTURE: readonly RoomStatus[] = ['live', 'paused', 'interrupted']

export const Centre = () => {
  const { t } = useTranslation()
  const address = usePlayAddress()
  const status = useRoomState(({ room }) => room?.status)
  const publishing = useStreamHealth().data?.publishing ?? false
  // Before the first publisher there is an address and nothing behind it.
  const picture = usePicture(publishing || (status !== undefined && WITH_PICTURE.includes(status)) ? address : null)
  const mayOperate = useMayHere('room.operate')
  const narrow = useNarrow()
  return (
    <section className={`${styles.centre} num`} data-part="room" aria-label={t('console.pane.room')}>
      <div className={styles.head}>
        {mayOperate && <StatusSwitch />}
        {picture.delayMs !== null && picture.running && (
          <span className={styles.delay}>
            <ClockIcon size={16} />
            {t('console.delay', { seconds: (picture.delayMs / 1000).toFixed(1) })}
          </span>
        )}
      </div>
      <Preview picture={picture} />
      <div className={styles.side}>
        <Campaigns />
        {mayOperate && <Announcement />}
        <Shortages />
        <Done />
      </div>
      {narrow && <ActBar side="room" />}
    </section>
  )
}
