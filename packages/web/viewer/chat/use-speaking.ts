import { useRoomState } from '../../ui/live-room.ts'
import { useClock, useNow } from '../../ui/use-now.ts'
import { useFollow } from '../room/follow.tsx'
import { usePerson } from '../room/person.tsx'
import { type Speaking, type Standing, speakingOf } from './speaking.ts'
import type { Chat } from './use-chat.ts'

/** Whether the viewer may speak now; renewed each second only while something runs out. */
export const useSpeaking = (chat: Chat): { speaking: Speaking; now: number } => {
  const room = useRoomState((state) => state.room)
  const mutedUntil = useRoomState((state) => state.mutedUntil)
  const { you } = usePerson()
  const { state: follow } = useFollow()
  const clock = useClock()
  const { notBuyer, nextAt } = chat
  useNow(Math.max(mutedUntil ?? 0, nextAt) > clock.now())
  const now = clock.now()
  if (room === null) return { speaking: { kind: 'closed' }, now }
  const standing: Standing = { room, you, mutedUntil, following: follow?.following ?? null, notBuyer, nextAt }
  return { speaking: speakingOf(standing, now), now }
}
