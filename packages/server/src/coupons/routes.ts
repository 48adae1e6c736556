// Endpoints of coupons, bound to what they do.
import { type Actor, api, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import { sha256 } from '#system/keyed-hash'
import type { ClaimDesk } from './claim-desk.ts'
import type { ClaimAsk } from './claim-statement.ts'
import { publicCode, singleCode } from './core/code.ts'
import type { createDrops } from './drops.ts'
import type { createMakeCodes, createMakeCoupon } from './make-coupon.ts'
import { listOwnClaims, readCoupons } from './store.ts'

export interface RoutesDeps {
  readonly db: Database
  readonly desk: ClaimDesk
  readonly drops: ReturnType<typeof createDrops>
  readonly makeCoupon: ReturnType<typeof createMakeCoupon>
  readonly makeCodes: ReturnType<typeof createMakeCodes>
}

/** How the journal names a caller. */
const nameOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

const contract = api.coupons

export const createRoutes = ({ db, desk, drops, makeCoupon, makeCodes }: RoutesDeps): Route[] => {
  const claim = (actor: Actor, id: string, from: ClaimAsk['from']) => {
    if (actor.kind !== 'person') return refuse('not-signed-in')
    const { id: user, name } = actor.person
    return desk.claim({ app: actor.app, id: id.toLowerCase(), user, userName: name, from })
  }
  return [
    bind(contract.listCoupons, async ({ actor }) => ({ coupons: await readCoupons(db.of(actor.app), actor.app) })),
    bind(contract.createCoupon, ({ actor, body }) => makeCoupon(actor.app, body, nameOf(actor))),
    bind(contract.makeCodes, ({ actor, params, body }) =>
      makeCodes(actor.app, params.coupon, body.count, nameOf(actor)),
    ),
    bind(contract.dropCoupon, ({ actor, params, body }) => drops.open(actor.app, params.room, body, nameOf(actor))),
    bind(contract.closeDrop, async ({ actor, params: { room, drop } }) => {
      if (!(await drops.exists(actor.app, room, drop))) return refuse('not-found')
      return { closed: await drops.close(actor.app, room, drop, { reason: 'retracted', by: nameOf(actor) }) }
    }),
    bind(contract.claimDrop, ({ actor, params: { room, drop }, body }) => claim(actor, body.id, { room, drop })),
    bind(contract.claimCode, ({ actor, body: { id, code } }) =>
      claim(actor, id, { code: publicCode(code), hash: sha256(singleCode(code)) }),
    ),
    bind(contract.listOwnCoupons, async ({ actor }) => {
      if (actor.kind !== 'person') return refuse('not-signed-in')
      return { claims: await listOwnClaims(db.of(actor.app), actor.app, actor.person.id) }
    }),
  ]
}
