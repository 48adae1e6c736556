// On a wide screen the first three stand above the chat. Read when the page opens, and again while gifts come, once a
// minute at most: a page of somebody who only watches asks for nothing.
import { type Answer, isRefusal } from '@hawker/sdk'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { formatNumber } from '../../ui/format.ts'
import { useLiveRoom, useRoomEvent } from '../../ui/live-room.ts'
import { useSheets } from '../room/sheets.ts'
import styles from './leaders-chip.module.css'
import { BOARD_LAGS_MS } from './place.ts'
import { useFans } from './use-fans.ts'

const AGAIN_AFTER_MS = 60_000
const SHOWN = 3

type Leaders = Answer<'gifts.listGiftLeaders'>['leaders']

export const TopThree = () => {
  const { t, i18n } = useTranslation()
  const { id } = useLiveRoom()
  const fans = useFans()
  const sheets = useSheets()
  const [leaders, setLeaders] = useState<Leaders>([])
  const due = useRef(0)
  const timer = useRef<number | undefined>(undefined)

  const load = useCallback(() => {
    due.current = performance.now() + AGAIN_AFTER_MS
    timer.current = undefined
    void fans.leaders(id, 'show', SHOWN).then((answer) => !isRefusal(answer) && setLeaders(answer.leaders))
  }, [fans, id])
  useEffect(() => {
    load()
    return () => window.clearTimeout(timer.current)
  }, [load])
  useRoomEvent('gift.sent', () => {
    if (document.visibilityState === 'hidden') return
    timer.current ??= window.setTimeout(load, Math.max(BOARD_LAGS_MS, due.current - performance.now()))
  })
  if (leaders.length === 0) return null
  return (
    <button
      type="button"
      className={styles.top}
      aria-label={t('leaders.title')}
      aria-haspopup="dialog"
      data-testid="leaders"
      onClick={() => sheets.open({ kind: 'leaders' })}
    >
      {leaders.map(({ rank, person, coins }) => (
        <span key={person.id} data-rank={rank}>
          <Avatar name={person.name} url={person.avatarUrl} size={30} />
          <span>
            <b dir="auto">{person.name}</b>
            <small className="num">{formatNumber(coins, i18n.language)}</small>
          </span>
        </span>
      ))}
    </button>
  )
}
