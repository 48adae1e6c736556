import { useEffect, useState } from 'react'
import { useRoomEvent } from '../../ui/live-room.ts'
import { useReducedMotion } from '../../ui/motion.ts'
import { EMPTY_STAGE, type GiftStage, giftArrived, settle, skipLarge, stageDueAt } from './lanes.ts'

export const useStage = () => {
  const [stage, setStage] = useState<GiftStage>(EMPTY_STAGE)
  const calm = useReducedMotion()
  useRoomEvent('gift.sent', (gift, { late }) => {
    // What was missed is in the list of gifts; nobody wants its fireworks afterwards.
    if (!late && document.visibilityState === 'visible') setStage((stage) => giftArrived(stage, gift, Date.now(), calm))
  })
  const dueAt = stageDueAt(stage)
  useEffect(() => {
    if (dueAt === null) return
    // A lane that begins to leave needs no settling, only a new look at the clock.
    const timer = window.setTimeout(
      () => setStage((stage) => ({ ...settle(stage, Date.now()) })),
      Math.max(40, dueAt - Date.now()),
    )
    return () => window.clearTimeout(timer)
  }, [dueAt])
  return { stage, skip: () => setStage((stage) => skipLarge(stage, Date.now())) }
}
