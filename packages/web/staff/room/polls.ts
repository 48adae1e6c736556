// What is asked for again and again: numbers that do not travel through the room.
import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useNow } from '../../ui/use-now.ts'
import { answered, useHawker } from '../hawker.ts'
import { useMay } from '../session/you.ts'
import { useLink, useLiveRoom, useRoomState } from './live-room.ts'
import { SILENT_MS, type Trouble, troubleOf } from './meters.ts'
import { metersOf, type ToldMeters } from './meters-store.ts'

const HEALTH_EVERY_MS = 2000
const ORDERS_EVERY_MS = 3000
export const ORDERS_SHOWN = 50

const usePoll = <T>(name: string, everyMs: number | false, ask: (room: string) => Promise<T>) => {
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

export const useToldMeters = (): ToldMeters => {
  const { room } = useLiveRoom()
  const store = metersOf(room)
  return useSyncExternalStore(store.subscribe, store.read)
}

/** Asked once, and again only while nothing is told over the socket. */
const useAskedMeters = (told: boolean) => {
  const { studio } = useHawker()
  return usePoll('meters', told ? false : SILENT_MS, (room) => answered(studio.meters(room)))
}

export const useMeters = () => {
  const newest = useToldMeters().readings.at(-1)
  const asked = useAskedMeters(newest !== undefined)
  return { data: newest?.meters ?? asked.data }
}

/** What of the platform is not as it should be. Looks at the clock each second. */
export const useTrouble = (): Trouble | null => {
  const { readings, degraded } = useToldMeters()
  const { state, since } = useLink()
  const toldAt = readings.at(-1)?.at ?? null
  const asked = useAskedMeters(toldAt !== null)
  useNow()
  return troubleOf({
    now: Date.now(),
    openSince: state === 'open' ? since : null,
    toldAt,
    degraded,
    askFailed: asked.isError,
  })
}

export const useStreamHealth = () => {
  const { studio } = useHawker()
  return usePoll('health', HEALTH_EVERY_MS, (room) => answered(studio.streamHealth(room)))
}

export const useRoomOrders = () => {
  const { studio } = useHawker()
  return usePoll('orders', ORDERS_EVERY_MS, async (room) => {
    const { totals, ...page } = await answered(studio.orders(room, { limit: ORDERS_SHOWN }))
    // Where only play money moved, that is what there is to show.
    const isTest = totals.currency === null && totals.test.currency !== null
    return { ...page, totals: { placed: totals.placed, ...(isTest ? totals.test : totals), isTest } }
  })
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
