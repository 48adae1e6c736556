// Staff add, change and take away ways of delivery. Each change stands in the journal with what was before.
import { type AppId, api, type DeliveryId, type DeliveryMethod, type Refusal, refuse } from '@hawker/protocol'
import type { z } from 'zod'
import type { Database } from '#db'
import type { Journal } from '#journal'
import { type FaultOf, refuseUnchargeable } from '../chargeable.ts'
import { type KeptMethod, lockMethods, readMethods, retireMethod, writeMethod } from './store.ts'

const { DELIVERY_METHODS_MAX, DELIVERY_POSITION_MAX } = api.baskets
export type MethodAsk = z.output<NonNullable<typeof api.baskets.putDeliveryMethod.body>>

export interface Methods {
  readonly methods: DeliveryMethod[]
}

const shown = (methods: readonly KeptMethod[]): Methods => ({
  methods: methods.map(({ position: _, ...method }) => method),
})

export interface MethodDeps {
  readonly db: Database
  readonly journal: Journal
  readonly faultOf: FaultOf
}

export const createMethods = ({ db, journal, faultOf }: MethodDeps) => {
  const list = async (app: AppId): Promise<Methods> => shown(await readMethods(db.of(app), app))

  const put = (app: AppId, id: DeliveryId, ask: MethodAsk, by: string | null): Promise<Methods | Refusal> =>
    db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        const unchargeable = refuseUnchargeable(faultOf, ask.currency, [['priceMinor', ask.priceMinor]])
        if (unchargeable) return unchargeable
        await lockMethods(tx, app)
        const methods = await readMethods(tx, app)
        const was = methods.find((method) => method.id === id) ?? null
        if (was === null && methods.length >= DELIVERY_METHODS_MAX) return refuse('limit-reached')
        const last = methods.at(-1)?.position ?? -1
        const { position = was?.position ?? Math.min(last + 1, DELIVERY_POSITION_MAX), ...terms } = ask
        const countries = ask.countries && [...new Set(ask.countries)].sort()
        const now: KeptMethod = { id, ...terms, countries, position }
        await writeMethod(tx, app, now)
        await journal.append(tx, { app, room: null, kind: 'delivery.changed', by, payload: { now, was } })
        return shown(await readMethods(tx, app))
      })

  const remove = (app: AppId, id: DeliveryId, by: string | null): Promise<Methods | Refusal> =>
    db
      .of(app)
      .transaction()
      .execute(async (tx) => {
        await lockMethods(tx, app)
        if (!(await retireMethod(tx, app, id))) return refuse('not-found')
        await journal.append(tx, { app, room: null, kind: 'delivery.removed', by, payload: { methodId: id } })
        return shown(await readMethods(tx, app))
      })

  return { list, put, remove }
}

export type DeliveryVerbs = ReturnType<typeof createMethods>
