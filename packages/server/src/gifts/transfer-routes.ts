// Transfers by name: a person's own, and those of an app for its staff. Names are looked up by whoever knows people.
import { type AppId, api, type PublicPerson, refuse, type UserId } from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import { listTransfers, type OwnedTransfer } from './transfers.ts'

export interface TransferRoutesOptions {
  readonly db: Database
  readonly people: (app: AppId, users: readonly UserId[]) => Promise<ReadonlyMap<UserId, PublicPerson>>
}

/** One page of transfers, for the person they are of or for staff. */
export const createTransferRoutes = ({ db, people }: TransferRoutesOptions): Route[] => [
  bind(api.gifts.listOwnTransfers, async ({ actor, query: { limit, after } }) => {
    if (actor.kind !== 'person') return refuse('not-signed-in')
    const page = await listTransfers(db.of(actor.app), actor.app, { limit, after, user: actor.person.id })
    const own = ({ userId: _, ...transfer }: OwnedTransfer) => transfer
    return { transfers: page.transfers.map(own), next: page.next }
  }),

  bind(api.gifts.listTransfers, async ({ actor: { app }, query }) => {
    const { transfers, next } = await listTransfers(db.of(app), app, query)
    const known = await people(app, [...new Set(transfers.map(({ userId }) => userId))])
    const named = (one: OwnedTransfer) => ({ ...one, userName: known.get(one.userId)?.name ?? null })
    return { transfers: transfers.map(named), next }
  }),
]
