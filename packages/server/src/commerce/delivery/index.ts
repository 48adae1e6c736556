// Ways of delivery: what staff offer, and what buyers may choose from.
import { type Actor, api } from '@hawker/protocol'
import { bind, type Route } from '#http'
import { createMethods, type DeliveryVerbs, type MethodDeps } from './change-methods.ts'

export type { DeliveryVerbs }

const byOf = (actor: Actor): string | null =>
  actor.kind === 'person' ? actor.person.id : actor.kind === 'server' ? 'server' : null

export const createDelivery = (deps: MethodDeps): DeliveryVerbs & { routes: Route[] } => {
  const verbs = createMethods(deps)
  const { listDeliveryMethods, putDeliveryMethod, removeDeliveryMethod } = api.baskets
  return {
    ...verbs,
    routes: [
      bind(listDeliveryMethods, ({ actor, query }) => verbs.list(query.app ?? actor.app)),
      bind(putDeliveryMethod, ({ actor, params, body }) => verbs.put(actor.app, params.method, body, byOf(actor))),
      bind(removeDeliveryMethod, ({ actor, params }) => verbs.remove(actor.app, params.method, byOf(actor))),
    ],
  }
}
