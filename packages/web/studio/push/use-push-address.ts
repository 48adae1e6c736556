// The signed address an encoder sends to. Read once and kept until it grows old or is replaced.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { useMay } from '../../staff/session/you.ts'

/** An address is signed anew this long before it ends. */
const BEFORE_END_MS = 60_000

export const usePushAddress = () => {
  const { id, room } = useLiveRoom()
  const { studio } = useHawker()
  const queries = useQueryClient()
  const may = useMay('push.read')
  const key = ['push', id]
  const address = useQuery({
    queryKey: key,
    queryFn: () => answered(studio.pushAddress(id, 'studio')),
    enabled: may,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) =>
      state.data ? Math.max(BEFORE_END_MS, state.data.expiresAt - room.clock.now() - BEFORE_END_MS) : false,
  })
  const regenerate = useMutation({
    mutationFn: () => answered(studio.regeneratePushAddress(id)),
    onSuccess: (fresh) => queries.setQueryData(key, fresh),
  })
  return { may, address, regenerate }
}
