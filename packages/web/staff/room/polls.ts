// What is asked for again and again: numbers that do not travel through the room.
import { useQuery } from '@tanstack/react-query'
import { answered, useHawker } from '../hawker.ts'
import { useMay } from '../session/you.ts'
import { useLiveRoom, useRoomState } from './live-room.ts'

const METERS_EVERY_MS = 2000
const HEALTH_EVERY_MS = 2000
const ORDERS_EVERY_MS = 3000
export const ORDERS_SHOWN = 50

const usePoll = <T>(name: string, everyMs: number, ask: (room: string) => Promise<T>) => {
  const { id } = useLiveRoom()
  const allowed = useMay('numbers.read')
  return useQuery({
    queryKey: [name, id],
    queryFn: () => ask(id),
    refetchInterval: everyMs,
    refetchIntervalInBackground: false,
    enabled: allowed,
  })
}

export const useMeters = () => {
  const { studio } = useHawker()
  return usePoll('meters', METERS_EVERY_MS, (room) => answered(studio.meters(room)))
}

export const useStreamHealth = () => {
  const { studio } = useHawker()
  return usePoll('health', HEALTH_EVERY_MS, (room) => answered(studio.streamHealth(room)))
}

export const useRoomOrders = () => {
  const { studio } = useHawker()
  return usePoll('orders', ORDERS_EVERY_MS, (room) => answered(studio.orders(room, { limit: ORDERS_SHOWN })))
}

/** Where the picture is. Somebody who entered before the first publisher came asks for it once there is one. */
export const usePlayAddress = (): string | null => {
  const { id } = useLiveRoom()
  const hawker = useHawker()
  const known = useRoomState(({ play }) => play.hls)
  const publishing = useStreamHealth().data?.publishing ?? false
  const asked = useQuery({
    queryKey: ['play', id],
    queryFn: async () => (await answered(hawker.rooms.read(id))).play.hls,
    enabled: known === null && publishing,
    refetchInterval: ({ state }) => (state.data ? false : HEALTH_EVERY_MS),
  })
  return known ?? asked.data ?? null
}
