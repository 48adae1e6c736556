// Gathers what happens while the page is open, and reads once what staff did before.
import type { StaffAct } from '@hawker/sdk'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom, useRoomEvent } from '../../staff/room/live-room.ts'
import { useMayHere } from '../../staff/room/may.ts'
import { formatMoment, formatMoney } from '../../ui/format.ts'
import { type Deed, withDeeds } from './deeds.ts'
import type { Names } from './names.ts'
import { endless } from './sanctions.ts'

const KEPT = 200
const ACTS_READ = 50

type Act = StaffAct['act']

export const useDeeds = (language: string, { nameOf }: Names): readonly Deed[] => {
  const { t } = useTranslation()
  const { id, room } = useLiveRoom()
  const { call } = useHawker()
  const operates = useMayHere('room.operate')
  const count = useRef(0)
  const [deeds, setDeeds] = useState<readonly Deed[]>(() => {
    const { purchases, gifts } = room.state
    return withDeeds([], [...purchases.map((one) => bought(one, language)), ...gifts.map(given)], KEPT)
  })
  const add = useCallback((...fresh: readonly Deed[]) => setDeeds((known) => withDeeds(known, fresh, KEPT)), [])

  const ofAct = useCallback(
    ({ id: key, at, act, by, userId, until, note, room: where }: Act): Deed => ({
      key,
      at,
      kind: act,
      name: nameOf(by),
      words: {
        who: userId === null ? '' : nameOf(userId),
        until:
          until === null || endless(until)
            ? t('console.untilLifted')
            : t('console.untilThen', { time: formatMoment(until, at, language) }),
        where: where === null ? t('console.inAllRooms') : '',
        note: note ?? '',
      },
    }),
    [nameOf, t, language],
  )
  const acts = useQuery({
    queryKey: ['acts', id],
    queryFn: async () =>
      (await answered(call('moderation.listActs', { params: { room: id }, query: { limit: ACTS_READ } }))).acts,
    enabled: operates,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const { data: known } = acts
  useEffect(() => {
    if (known) add(...known.map(ofAct))
  }, [known, ofAct, add])
  useRoomEvent('staff.act', (act) => add(ofAct(act)))

  const lossy = (kind: Deed['kind']) => (event: { names: readonly string[]; count: number }) =>
    add({
      key: `l${++count.current}`,
      at: room.clock.now(),
      kind,
      name: event.names[0] ?? t('console.aGuest'),
      words: { count: event.count - 1 },
    })
  useRoomEvent('purchase.made', (event, { offset }) => add(bought({ ...event, offset }, language)))
  useRoomEvent('gift.sent', (event, { offset }) => add(given({ ...event, offset })))
  useRoomEvent('members.joined', lossy('came'))
  useRoomEvent('members.left', lossy('left'))
  useRoomEvent('follow.added', lossy('followed'))
  useRoomEvent('coupon.claimed', lossy('claimed'))
  return deeds
}

interface Purchase {
  readonly offset: number
  readonly at: number
  readonly buyerName: string
  readonly number: number
  readonly totalMinor: number
  readonly currency: string
}
const bought = ({ offset, at, buyerName, number, totalMinor, currency }: Purchase, language: string): Deed => ({
  key: `o${offset}`,
  at,
  kind: 'bought',
  name: buyerName,
  words: { number, total: formatMoney(totalMinor, currency, language) },
})

interface Gift {
  readonly offset: number
  readonly at: number
  readonly from: { readonly id: string; readonly name: string }
  readonly giftId: string
  readonly name: string
  readonly combo: number
}
const given = ({ offset, at, from, giftId, name, combo }: Gift): Deed => ({
  key: `o${offset}`,
  at,
  kind: 'gift',
  name: from.name,
  words: { gift: name, count: combo },
  combo: `${from.id} ${giftId}`,
})
