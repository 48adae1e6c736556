// Showing and taking away products, each with a way back for a few seconds.
import type { ShelfItem } from '@hawker/sdk'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { formatNumber } from '../../ui/format.ts'
import { useDesk } from '../acts/desk.tsx'

/** Offers shorter than this are not worth bringing back. */
const SHORTEST_MS = 10_000

/** What was shown before, and until when. */
interface Before {
  readonly productId: string
  readonly endsAt: number | null
}

export const useLaunching = () => {
  const { t, i18n } = useTranslation()
  const { id, room } = useLiveRoom()
  const { studio } = useHawker()
  const { attempt, done } = useDesk()
  const [busy, setBusy] = useState<string | null>(null)

  const run = useCallback(
    async (productId: string, act: () => Promise<void>) => {
      setBusy(productId)
      await attempt('rundown', act)
      setBusy(null)
    },
    [attempt],
  )

  const back = useCallback(
    async (item: ShelfItem, before: Before | null) => {
      const left = before?.endsAt == null ? null : Math.round(before.endsAt - room.clock.now())
      const open = room.state.launch
      if (before !== null && (left === null || left >= SHORTEST_MS))
        await answered(studio.launch(id, before.productId, { lastsMs: left }))
      else if (open?.productId === item.productId) await answered(studio.retract(id, open.id))
    },
    [room, studio, id],
  )

  const tell = useCallback(
    (kind: 'launched' | 'retracted', item: ShelfItem, before: Before | null) => {
      const { viewers } = room.state
      done({
        side: 'rundown',
        text: t(`console.${kind}`, { number: item.number, title: item.title }),
        note: t('console.sentTo', { count: viewers, viewers: formatNumber(viewers, i18n.language) }),
        undo: () => back(item, before),
      })
    },
    [room, done, t, i18n, back],
  )

  const launch = useCallback(
    (item: ShelfItem, lastsMs: number | null = null) =>
      run(item.productId, async () => {
        const { launch: open } = room.state
        await answered(studio.launch(id, item.productId, { lastsMs }))
        tell('launched', item, open && { productId: open.productId, endsAt: open.endsAt })
      }),
    [run, room, studio, id, tell],
  )

  const retract = useCallback(
    (item: ShelfItem) =>
      run(item.productId, async () => {
        const open = room.state.launch
        if (open?.productId !== item.productId) return
        await answered(studio.retract(id, open.id))
        tell('retracted', item, { productId: item.productId, endsAt: open.endsAt })
      }),
    [run, room, studio, id, tell],
  )

  return { launch, retract, busy }
}
