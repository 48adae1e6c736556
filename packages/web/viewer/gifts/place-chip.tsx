// The way from the gifts to the board of who gave most.
import { isRefusal } from '@hawker/sdk'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TrophyIcon } from '../../ui/icons.tsx'
import { useLiveRoom } from '../../ui/live-room.ts'
import { BOARD_LAGS_MS } from '../fans/place.ts'
import { useFans } from '../fans/use-fans.ts'
import { usePerson } from '../room/person.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './gift-sheet.module.css'

/** With the viewer's own place when he has one; `sent`: gifts since the sheet was opened. */
export const PlaceChip = ({ sent }: { sent: number }) => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { you } = usePerson()
  const fans = useFans()
  const sheets = useSheets()
  const [rank, setRank] = useState<number | null>(null)
  const youId = you?.id
  useEffect(() => {
    if (youId === undefined) return
    let gone = false
    const ask = async () => {
      const answer = await fans.leaders(id, 'show', 1)
      if (!gone && !isRefusal(answer)) setRank(answer.you?.rank ?? null)
    }
    // A board is a few seconds behind the gift that changes it.
    const timer = window.setTimeout(() => void ask(), sent === 0 ? 0 : BOARD_LAGS_MS)
    return () => {
      gone = true
      window.clearTimeout(timer)
    }
  }, [fans, id, youId, sent])
  return (
    <button
      type="button"
      className={`${styles.place} num`}
      data-testid="gift-board"
      onClick={() => sheets.swap({ kind: 'leaders' })}
    >
      <TrophyIcon size={16} />
      {rank === null ? t('leaders.chip') : t('leaders.rank', { rank })}
    </button>
  )
}
