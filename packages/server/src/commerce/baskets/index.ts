// Baskets: held orders that are paid together.
import { type Actor, type AppId, api, type BasketId, refuse, type UserId } from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import type { Journal } from '#journal'
import type { Log } from '#system/log'
import type { OpenPayments } from '../payments/open-payments.ts'
import { createPayBasket } from './pay-basket.ts'
import type { AddressBook, Coupons } from './ports.ts'
import { createPutBasket } from './put-basket.ts'
import { readBasket } from './read-basket.ts'
import type { ReleaseClaims } from './release-claims.ts'
import { sweepAddresses } from './sweep-addresses.ts'

interface Deps {
  readonly db: Database
  readonly journal: Journal
  readonly log: Log
  readonly coupons: Coupons
  readonly addresses: AddressBook
  readonly releaseClaims: ReleaseClaims
  readonly payments: OpenPayments
  readonly provider: string
}

const buyerOf = (actor: Actor): UserId | null => (actor.kind === 'person' ? actor.person.id : null)

const createVerbs = (deps: Deps) => ({
  put: createPutBasket({ ...deps, giveUp: deps.payments.giveUp }),
  /** Null for everybody but its buyer. */
  read: (app: AppId, basket: BasketId, buyer: UserId) => readBasket(deps.db.of(app), app, basket, buyer),
  beginPayment: createPayBasket(deps),
})
export type BasketVerbs = ReturnType<typeof createVerbs>

export const createBaskets = (
  deps: Deps,
): BasketVerbs & { readonly routes: Route[]; readonly sweep: () => Promise<boolean> } => {
  const verbs = createVerbs(deps)
  const { putBasket, readBasket: read, beginBasketPayment } = api.baskets
  return {
    ...verbs,
    sweep: () => sweepAddresses(deps.db.system),
    routes: [
      bind(putBasket, ({ actor, params, body }) => {
        const buyer = buyerOf(actor)
        return buyer ? verbs.put(actor.app, buyer, { id: params.basket, ...body }) : refuse('not-signed-in')
      }),
      bind(read, async ({ actor, params }) => {
        const buyer = buyerOf(actor)
        if (!buyer) return refuse('not-signed-in')
        return (await verbs.read(actor.app, params.basket, buyer)) ?? refuse('not-found')
      }),
      bind(beginBasketPayment, ({ actor, params, body }) => {
        const buyer = buyerOf(actor)
        const { expectedTotalMinor: totalMinor, currency } = body
        return buyer
          ? verbs.beginPayment(actor.app, params.basket, buyer, { totalMinor, currency })
          : refuse('not-signed-in')
      }),
    ],
  }
}
