// Whether the viewer follows the host: one answer for the pill above and the input below.
import { isRefusal } from '@hawker/sdk'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { createAsking } from './asking.ts'
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

  const [asking] = useState(createAsking)
  const taps = useRef(0)
  const read = useCallback(
    async (host: string) => {
      const before = taps.current
      await asking.ask(
        () => hawker.hosts.read(host),
        (answer) => !isRefusal(answer) && taps.current === before && setState(answer),
      )
    },
    [asking, hawker],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: who you are changes the answer
  useEffect(() => {
    if (hostId === undefined) setState(null)
    else void read(hostId)
  }, [read, hostId, youId])

  const set = useCallback(
    (following: boolean, then?: () => void) => {
      if (hostId === undefined) return
      act(() => {
        const shown = (by: number) => (known: Following | null) =>
          known && { following, followers: Math.max(0, known.followers + by) }
        setState(shown(following ? 1 : -1))
        const tap = ++taps.current
        void asking.ask(
          () => (following ? hawker.hosts.follow(hostId) : hawker.hosts.unfollow(hostId)),
          (answer) => {
            // What was tapped since is shown already, and its answer comes.
            const isLast = tap === taps.current
            if (!isRefusal(answer)) {
              if (isLast) setState(answer)
              return then?.()
            }
            toast(text(answer))
            if (isLast) void read(hostId)
          },
        )
      })
    },
    [act, asking, hawker, hostId, read, toast, text],
  )

  const follow = useMemo(() => ({ state, set }), [state, set])
  return <FollowContext value={follow}>{children}</FollowContext>
}

export const useFollow = (): Follow => useContext(FollowContext)
