// Dropping coupons and taking them away, each with a way back for a few seconds.
import type { CouponDrop } from '@hawker/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { COUPONS_KEY } from '../../staff/coupons/known-coupons.ts'
import { answered } from '../../staff/hawker.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { useShop } from '../../staff/use-shop.ts'
import { formatNumber } from '../../ui/format.ts'
import { useDesk } from '../acts/desk.tsx'
import { againOf } from './drop-form.ts'

interface Asked {
  readonly couponId: string
  readonly quantity: number
  readonly lastsMs: number
}

export const useDrops = () => {
  const { t, i18n } = useTranslation()
  const { id, room } = useLiveRoom()
  const { coupons } = useShop()
  const queries = useQueryClient()
  const { attempt, done, busy } = useDesk()

  const drop = useCallback(
    (asked: Asked) =>
      attempt('room', async () => {
        const opened = await answered(coupons.drop(id, { ...asked, couponId: asked.couponId as never }))
        const { viewers } = room.state
        done({
          side: 'room',
          text: t('campaign.dropped', { count: opened.quantity, title: opened.terms.title }),
          note: t('console.sentTo', { count: viewers, viewers: formatNumber(viewers, i18n.language) }),
          undo: () => answered(coupons.close(id, opened.id)),
        })
      }),
    [attempt, coupons, id, room, done, t, i18n],
  )

  const close = useCallback(
    (open: CouponDrop) =>
      attempt('room', async () => {
        const { closed } = await answered(coupons.close(id, open.id))
        await queries.invalidateQueries({ queryKey: COUPONS_KEY })
        const again = againOf(open, room.clock.now())
        if (!closed || again === null) return
        done({
          side: 'room',
          text: t('campaign.closed', { title: open.terms.title }),
          note: t('campaign.closedNote'),
          undo: () => answered(coupons.drop(id, { ...again, couponId: again.couponId as never })),
        })
      }),
    [attempt, coupons, id, room, queries, done, t],
  )

  return { drop, close, busy }
}
