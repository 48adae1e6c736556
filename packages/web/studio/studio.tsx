// The host's page: what to check before, what to read from two metres during, a short word after.
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../staff/room/live-room.ts'
import { usePlayAddress } from '../staff/room/polls.ts'
import { After } from './after.tsx'
import { Before } from './before/before.tsx'
import { During } from './during/during.tsx'

export const Studio = () => {
  const { t } = useTranslation()
  const room = useRoomState((state) => state.room)!
  // Asked for here, so that the picture plays on when the page changes from before to during.
  const address = usePlayAddress()
  const { status } = room
  const page =
    status === 'live' || status === 'paused' || status === 'interrupted' ? (
      <During address={address} />
    ) : status === 'draft' || status === 'scheduled' || status === 'rehearsal' ? (
      <Before address={address} />
    ) : (
      <After />
    )
  return (
    <>
      <title>{`${room.title} · ${t('studio.name')}`}</title>
      {page}
    </>
  )
}
