// Whether the viewer follows the host: one answer for the pill above and the input below.
import { isRefusal } from '@hawker/sdk'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { usePerson } from './person.tsx'
import { useToast } from './toasts.tsx'
import { useRefusalText } from './use-refusal-text.ts'

interface Following {
  readonly following: boolean
  readonly followers: number
}

interface Follow {
  /** Null while it is not known, and in a room without a host. */
  readonly state: Following | null
  /** Follows, or stops; asks for a name first. */
  set(following: boolean, then?: () => void): void
}

const FollowContext = createContext<Follow>({ state: null, set: () => {} })

export const FollowProvider = ({ children }: { children: ReactNode }) => {
  const { hawker } = useLiveRoom()
  const { act, you } = usePerson()
  const toast = useToast()
  const text = useRefusalText()
  const hostId = useRoomState((state) => state.room?.host?.id)
  const [state, setState] = useState<Following | null>(null)
  const youId = you?.id

  // biome-ignore lint/correctness/useExhaustiveDependencies: who you are changes the answer
  useEffect(() => {
    if (hostId === undefined) return setState(null)
    let gone = false
    void hawker.hosts.read(hostId).then((answer) => {
      if (!gone && !isRefusal(answer)) setState(answer)
    })
    return () => {
      gone = true
    }
  }, [hawker, hostId, youId])

  const set = useCallback(
    (following: boolean, then?: () => void) => {
      if (hostId === undefined) return
      act(() => {
        const shown = (by: number) => (known: Following | null) =>
          known && { following, followers: Math.max(0, known.followers + by) }
        setState(shown(following ? 1 : -1))
        const ask = following ? hawker.hosts.follow(hostId) : hawker.hosts.unfollow(hostId)
        void ask.then((answer) => {
          if (!isRefusal(answer)) {
            setState(answer)
            return then?.()
          }
          setState((known) => known && { following: !following, followers: known.followers + (following ? -1 : 1) })
          toast(text(answer))
        })
      })
    },
    [act, hawker, hostId, toast, text],
  )

  const follow = useMemo(() => ({ state, set }), [state, set])
  return <FollowContext value={follow}>{children}</FollowContext>
}

export const useFollow = (): Follow => useContext(FollowContext)
