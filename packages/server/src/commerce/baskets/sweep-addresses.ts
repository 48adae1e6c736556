// Copies of addresses in baskets of which nothing was paid: nobody sends anything there, so they are not kept.
import { type Kysely, sql } from 'kysely'

/** From when the last hold of the basket was over, or from when it was put where none is left. */
export const ADDRESS_KEPT_MS = 7 * 86_400_000
/** A basket that cannot be judged yet — money of it may come still — is looked at again after this. */
const LOOK_AGAIN_MS = 86_400_000
/** Baskets in one statement. */
const SWEPT_MAX = 200

/** When the address of a basket that is put now is looked at first. */
export const lookAtAddress = (kept: boolean) =>
  kept ? sql`clock_timestamp() + ${ADDRESS_KEPT_MS}::int8 * interval '1 ms'` : sql`null`

/** Of all apps; true when there may be more. What was paid once keeps its address, also when the money went back. */
export const sweepAddresses = async (db: Kysely<unknown>): Promise<boolean> => {
  const { rows } = await sql<{ n: number }>`
    with due as (
      select app_id, id, put_at from baskets where address_look_at <= (select clock_timestamp())
      order by address_look_at limit ${SWEPT_MAX} for update skip locked),
    judged as (
      select d.app_id, d.id,
        coalesce(bool_or(o.paid_at is not null), false) as paid,
        coalesce(bool_or(o.state = 'held'), false) or exists (
          select from payments p where p.basket_id = d.id and p.app_id = d.app_id and p.state in ('begun', 'review'))
          as open,
        coalesce(max(o.hold_ends_at), d.put_at) + ${ADDRESS_KEPT_MS}::int8 * interval '1 ms' as ends
      from due d left join orders o on o.basket_id = d.id and o.app_id = d.app_id
      group by d.app_id, d.id, d.put_at),
    swept as (
      update baskets b set
        address = case when over then null else address end,
        address_id = case when over then null else address_id end,
        address_look_at = case when not paid and not over
          then greatest(ends, clock_timestamp() + ${LOOK_AGAIN_MS}::int8 * interval '1 ms') end
      from (select *, not paid and not open and ends <= clock_timestamp() as over from judged) j
      where b.id = j.id and b.app_id = j.app_id
      returning 1)
    select count(*)::int4 as n from swept`.execute(db)
  return rows[0]!.n === SWEPT_MAX
}
