// Showing and taking away products, each with a way back for a few seconds: the server knows what was there before.
import type { Hawker, ShelfItem } from '@hawker/sdk'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { formatNumber } from '../../ui/format.ts'
import { useDesk } from '../acts/desk.tsx'

type How = NonNullable<Parameters<Hawker['studio']['launch']>[2]>

export const useLaunching = () => {
  const { t, i18n } = useTranslation()
  const { id, room } = useLiveRoom()
  const { studio, call } = useHawker()
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

  /** Only what this desk did: where another has gone on since, that stays. */
  const back = useCallback(
    async (left: string | null) => {
      if ((room.state.launch?.id ?? null) === left) await answered(studio.undo(id))
    },
    [room, studio, id],
  )

  const tell = useCallback(
    (kind: 'launched' | 'counting' | 'retracted', item: ShelfItem, left: string | null) => {
      const { viewers } = room.state
      done({
        side: 'rundown',
        text: t(`console.${kind}`, { number: item.number, title: item.title }),
        note: t('console.sentTo', { count: viewers, viewers: formatNumber(viewers, i18n.language) }),
        undo: () => back(left),
      })
    },
    [room, done, t, i18n, back],
  )

  const launch = useCallback(
    (item: ShelfItem, how: How = {}) =>
      run(item.productId, async () => {
        const opened = await answered(studio.launch(id, item.productId, how))
        tell(how.countdownMs == null ? 'launched' : 'counting', item, opened.launch.id)
      }),
    [run, studio, id, tell],
  )

  const retract = useCallback(
    (item: ShelfItem) =>
      run(item.productId, async () => {
        const open = room.state.launch
        if (open?.productId !== item.productId) return
        await answered(studio.retract(id, open.id))
        tell('retracted', item, null)
      }),
    [run, room, studio, id, tell],
  )

  const explain = useCallback(
    (productId: string | null) => attempt('rundown', () => answered(studio.explain(id, productId))),
    [attempt, studio, id],
  )

  const sell = useCallback(
    (item: ShelfItem, onSale: boolean) =>
      run(item.productId, async () => {
        const change = (to: boolean) =>
          answered(call('commerce.changeProduct', { params: { product: item.productId }, body: { onSale: to } }))
        await change(onSale)
        done({
          side: 'rundown',
          text: t(onSale ? 'console.onSaleAgain' : 'console.offSaleNow', { number: item.number, title: item.title }),
          undo: () => change(!onSale),
        })
      }),
    [run, call, done, t],
  )

  return { launch, retract, explain, sell, busy }
}
