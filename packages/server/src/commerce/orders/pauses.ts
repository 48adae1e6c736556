// Pauses buyers who let too many holds run out. Written when a hold ends, so that placing an order only looks.
import { sql, type Transaction } from 'kysely'
import { PAUSE_MS, UNPAID_MAX, UNPAID_WINDOW_MS } from './core/hold.ts'

export const pauseThoseWhoNeverPay = (tx: Transaction<unknown>, apps: readonly string[], buyers: readonly string[]) =>
  sql`
    insert into buyer_pauses (app_id, buyer_id, ends_at)
    select b.app, b.buyer, clock_timestamp() + ${PAUSE_MS}::int4 * interval '1 millisecond'
    from (select distinct app, buyer from unnest(${apps}::text[], ${buyers}::text[]) as b(app, buyer)) b
    where (
      select count(*) from orders o where o.buyer_id = b.buyer and o.app_id = b.app and o.unpaid_at is not null
        and o.unpaid_at > clock_timestamp() - ${UNPAID_WINDOW_MS}::int4 * interval '1 millisecond') >= ${UNPAID_MAX}
    on conflict (app_id, buyer_id) do update set ends_at = excluded.ends_at`.execute(tx)
