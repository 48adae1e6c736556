// The door of addresses: everybody's own book of where goods are sent.
import {
  type Actor,
  ADDRESSES_MAX,
  type Address,
  AddressId,
  type AppId,
  api,
  type Refusal,
  refuse,
  type UserId,
} from '@hawker/protocol'
import type { Database } from '#db'
import { bind, type Route } from '#http'
import { deleteAddress, type Kept, lockBook, readAddress, readBook, touchAddress, writeAddress } from './store.ts'

export interface Addresses {
  readonly routes: Route[]
  /** An address of this very person; null for everybody else's. */
  find(app: AppId, user: UserId, id: AddressId): Promise<Address | null>
  /** Goods go there: it comes first from now on. */
  used(app: AppId, user: UserId, id: AddressId): Promise<void>
}

interface Book {
  readonly addresses: Kept[]
}

const userOf = (actor: Actor): UserId | null => (actor.kind === 'person' ? actor.person.id : null)

/** As the database answers it. */
const plain = (id: AddressId): AddressId => AddressId.parse(id.toLowerCase())

export const createAddresses = ({ db }: { db: Database }): Addresses => {
  const list = async (app: AppId, user: UserId): Promise<Book> => ({
    addresses: await readBook(db.of(app), app, user),
  })

  const put = (app: AppId, user: UserId, kept: Kept): Promise<Book | Refusal> =>
    db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        await lockBook(tx, app, user)
        const before = await readBook(tx, app, user)
        if (before.length >= ADDRESSES_MAX && !before.some(({ id }) => id === kept.id)) return refuse('limit-reached')
        await writeAddress(tx, app, user, kept)
        return { addresses: await readBook(tx, app, user) }
      })

  const remove = async (app: AppId, user: UserId, id: AddressId): Promise<Book | Refusal> =>
    (await deleteAddress(db.of(app), app, user, id)) ? list(app, user) : refuse('not-found')

  const { listAddresses, putAddress, removeAddress } = api.addresses
  return {
    routes: [
      bind(listAddresses, ({ actor }) => {
        const user = userOf(actor)
        return user ? list(actor.app, user) : refuse('not-signed-in')
      }),
      bind(putAddress, ({ actor, params, body }) => {
        const user = userOf(actor)
        return user ? put(actor.app, user, { id: plain(params.address), address: body }) : refuse('not-signed-in')
      }),
      bind(removeAddress, ({ actor, params }) => {
        const user = userOf(actor)
        return user ? remove(actor.app, user, plain(params.address)) : refuse('not-signed-in')
      }),
    ],
    find: (app, user, id) => readAddress(db.of(app), app, user, plain(id)),
    used: async (app, user, id) => void (await touchAddress(db.of(app), app, user, plain(id))),
  }
}
