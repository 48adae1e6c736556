// Names of those who were heard of in this room: acts of moderation carry ids only.
import type { PublicPerson } from '@hawker/sdk'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom, useRoomEvent } from '../../staff/room/live-room.ts'
import { useMay, useYou } from '../../staff/session/you.ts'

const KEPT = 5000

/** The newest are kept; a name heard again counts as new. */
export const createNames = (kept = KEPT) => {
  const names = new Map<string, string>()
  return {
    learn: ({ id, name }: Pick<PublicPerson, 'id' | 'name'>) => {
      names.delete(id)
      names.set(id, name)
      if (names.size > kept) names.delete(names.keys().next().value as string)
    },
    of: (id: string): string | undefined => names.get(id),
  }
}

export const STAFF_KEY = ['staff'] as const

/** Everybody with a role in the shop. Analysts may not ask. */
export const useStaffList = () => {
  const { studio } = useHawker()
  const may = useMay('room.operate')
  return useQuery({
    queryKey: STAFF_KEY,
    queryFn: async () => (await answered(studio.staff())).staff,
    enabled: may,
    staleTime: 60_000,
  })
}

export interface Names {
  readonly learn: (person: Pick<PublicPerson, 'id' | 'name'>) => void
  /** Who did it: somebody by name, the merchant's server, or the system. */
  readonly nameOf: (id: string | null) => string
}

export const useNames = (): Names => {
  const { t } = useTranslation()
  const { room } = useLiveRoom()
  const { person } = useYou()
  const staff = useStaffList().data
  const names = useMemo(() => {
    const fresh = createNames()
    for (const { from } of room.state.chat) fresh.learn(from)
    return fresh
  }, [room])
  useRoomEvent('chat.said', ({ from }) => names.learn(from))
  useRoomEvent('gift.sent', ({ from }) => names.learn(from))
  useRoomEvent('direct.said', ({ message }) => names.learn(message.from))
  const nameOf = useCallback(
    (id: string | null): string => {
      if (id === null) return t('console.bySystem')
      if (id === 'server') return t('console.byServer')
      if (id === person.id) return t('console.you')
      return staff?.find((one) => one.id === id)?.name ?? names.of(id) ?? t('console.somebody', { id: id.slice(-4) })
    },
    [t, person, staff, names],
  )
  return useMemo(() => ({ learn: names.learn, nameOf }), [names, nameOf])
}
