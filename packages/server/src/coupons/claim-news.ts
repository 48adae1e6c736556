// Tells rooms how many coupons are left and who took some. What is left of a drop only ever falls, so whoever hears two
// numbers knows which is newer; the last word is the drop's closing.
import { maskName } from '#kernel/mask-name'
import type { Rooms } from '#rooms'
import type { DropTaken } from './claim-desk.ts'

export const tellTaken = (rooms: Pick<Rooms, 'latest' | 'lossy'>, taken: DropTaken): void => {
  const { app, room, drop, remaining, names, count } = taken
  rooms.latest(app, room, { couponsLeft: { [drop]: remaining } })
  if (count > 0) rooms.lossy(app, room, { type: 'coupon.claimed', names: names.map(maskName), count })
}
