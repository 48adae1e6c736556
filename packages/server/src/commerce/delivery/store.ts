// Ways of delivery as rows. One that is offered no more keeps its row, so that its id never means another.
import type { AppId, Currency, DeliveryId, DeliveryMethod, ProductId } from '@hawker/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { DeliveryTerms } from './core/terms.ts'

export type KeptMethod = DeliveryMethod & { readonly position: number }

const METHOD = sql`
  id, name, currency, price_minor as "priceMinor", free_from_minor as "freeFromMinor", countries,
  days_min as "daysMin", days_max as "daysMax", position`

/** One change of an app's ways of delivery at a time, so that their number holds under parallel calls. */
export const lockMethods = (tx: Transaction<unknown>, app: AppId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`delivery ${app}`}, 0))`.execute(tx)

/** Those that are offered, in their order. */
export const readMethods = async (db: Kysely<unknown>, app: AppId): Promise<KeptMethod[]> => {
  const { rows } = await sql<KeptMethod>`
    select ${METHOD} from delivery_methods where app_id = ${app} and removed_at is null
    order by position, name, id`.execute(db)
  return rows
}

export const writeMethod = (tx: Transaction<unknown>, app: AppId, method: KeptMethod) =>
  sql`
    insert into delivery_methods (app_id, id, name, currency, price_minor, free_from_minor, countries, days_min, days_max,
      position)
    values (${app}, ${method.id}, ${method.name}, ${method.currency}, ${method.priceMinor}, ${method.freeFromMinor},
      ${method.countries}::text[], ${method.daysMin}, ${method.daysMax}, ${method.position})
    on conflict (app_id, id) do update set name = excluded.name, currency = excluded.currency,
      price_minor = excluded.price_minor, free_from_minor = excluded.free_from_minor, countries = excluded.countries,
      days_min = excluded.days_min, days_max = excluded.days_max, position = excluded.position, removed_at = null
  `.execute(tx)

export const retireMethod = async (tx: Transaction<unknown>, app: AppId, id: DeliveryId): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    update delivery_methods set removed_at = clock_timestamp()
    where app_id = ${app} and id = ${id} and removed_at is null`.execute(tx)
  return numAffectedRows === 1n
}

/** What is offered now under this id, for goods in this currency. */
export const readTerms = async (
  db: Kysely<unknown>,
  app: AppId,
  id: DeliveryId,
  currency: Currency,
): Promise<DeliveryTerms | null> => {
  const { rows } = await sql<DeliveryTerms>`
    select id, name, price_minor as "priceMinor", free_from_minor as "freeFromMinor", countries from delivery_methods
    where app_id = ${app} and id = ${id} and currency = ${currency} and removed_at is null`.execute(db)
  return rows[0] ?? null
}

/** Those of the products that must be sent. None where the app has no way of delivery: it sends nothing. */
export const readShipped = async (
  db: Kysely<unknown>,
  app: AppId,
  products: readonly ProductId[],
): Promise<ReadonlySet<ProductId>> => {
  const { rows } = await sql<{ id: ProductId }>`
    select id from products where app_id = ${app} and id = any(${products}::text[]) and ships
      and exists (select from delivery_methods where app_id = ${app} and removed_at is null)`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
