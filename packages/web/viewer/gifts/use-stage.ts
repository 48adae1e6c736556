import { useEffect, useState } from 'react'
import { useRoomEvent } from '../../ui/live-room.ts'
import { useReducedMotion } from '../../ui/motion.ts'
import { effects } from './effects.ts'
import { EMPTY_STAGE, type GiftStage, giftArrived, settle, skipLarge, stageDueAt } from './lanes.ts'

const LEAST_WAIT_MS = 40

export const useStage = () => {
  const [stage, setStage] = useState<GiftStage>(EMPTY_STAGE)
  const calm = useReducedMotion()
  useRoomEvent('gift.sent', (gift, { late }) => {
    // What was missed is in the list of gifts; nobody wants its fireworks afterwards.
    if (late || document.visibilityState !== 'visible') return
    // While it waits its turn; whoever wants less movement is not shown it.
    if (gift.effect !== undefined && !calm) void effects.load(gift.effect.url)
    setStage((stage) => giftArrived(stage, gift, Date.now(), calm))
  })
  useEffect(() => {
    const now = Date.now()
    const dueAt = stageDueAt(stage, now)
    if (dueAt === null) return
    // A new stage each time, also where nothing is to be settled: a lane begins to leave, or the timer came too early.
    const timer = window.setTimeout(
      () => setStage((stage) => ({ ...settle(stage, Date.now()) })),
      Math.max(LEAST_WAIT_MS, dueAt - now),
    )
    return () => window.clearTimeout(timer)
  }, [stage])
  return { stage, skip: () => setStage((stage) => skipLarge(stage, Date.now())) }
}
