// Mutes and bans that stand: who, until when, by whom. Read again whenever somebody is moderated.
import type { Answer } from '@hawker/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { answered, useHawker } from '../../staff/hawker.ts'
import { FOREVER } from '../../staff/limits.ts'
import { useLiveRoom, useRoomEvent } from '../../staff/room/live-room.ts'
import { useMayHere } from '../../staff/room/may.ts'

export type Sanction = Answer<'moderation.listMutes'>['sanctions'][number]
export type SanctionKind = 'mutes' | 'bans' | 'app-mutes'

const LISTED = 200

export const endless = (until: number): boolean => until >= FOREVER

/** Those that still hold, the newest first. */
export const standing = (sanctions: readonly Sanction[], now: number): readonly Sanction[] =>
  sanctions.filter(({ until }) => until > now).sort((a, b) => b.at - a.at)

export const useSanctions = (kind: SanctionKind) => {
  const { id } = useLiveRoom()
  const { call } = useHawker()
  const may = useMayHere('room.operate')
  const query = { limit: LISTED }
  return useQuery({
    queryKey: ['sanctions', id, kind],
    queryFn: async () => {
      if (kind === 'app-mutes') return (await answered(call('moderation.listAppMutes', { query }))).sanctions
      const name = kind === 'mutes' ? 'moderation.listMutes' : 'moderation.listBans'
      return (await answered(call(name, { params: { room: id }, query }))).sanctions
    },
    enabled: may,
    staleTime: 30_000,
  })
}

/** Reads the lists again. */
export const useSanctionsChanged = (): (() => void) => {
  const { id } = useLiveRoom()
  const queries = useQueryClient()
  return useCallback(() => void queries.invalidateQueries({ queryKey: ['sanctions', id] }), [queries, id])
}

/** Hears of acts of others; once for the whole column. */
export const useSanctionNews = (): void => {
  const changed = useSanctionsChanged()
  useRoomEvent('member.moderated', changed)
  useRoomEvent('staff.act', ({ act }) => {
    if (act === 'muted' || act === 'unmuted' || act === 'banned' || act === 'unbanned') changed()
  })
}

/** Who may not speak at the moment, here or anywhere. */
export const useMuted = (): ReadonlySet<string> => {
  const here = useSanctions('mutes').data
  const everywhere = useSanctions('app-mutes').data
  return useMemo(() => {
    const now = Date.now()
    return new Set([...standing(here ?? [], now), ...standing(everywhere ?? [], now)].map(({ user }) => user.id))
  }, [here, everywhere])
}
