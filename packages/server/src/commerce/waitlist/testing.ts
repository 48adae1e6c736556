// People at the doors of a test shop: what they ask for, and what must be true of its lines.
import { type Actor, type AppId, api, isRefusal, type Order, type OrderId, type SkuId, UserId } from '@hawker/protocol'
import { sql } from 'kysely'
import { patiently } from '../../testing/patiently.ts'
import { APP, askFor, guestless, letHoldEnd, ROOM, type TestShop } from '../testing.ts'

const { joinWaitlist, leaveWaitlist, listOwnWaits } = api.waitlist

export const person = (id: string, app: AppId = APP): Actor => ({
  ...{ kind: 'person', app, sessionId: 's' },
  person: { ...guestless(id), avatarUrl: null, level: 0 },
})

/** Whoever asks, at one process of a shop. */
export const lineAt = (shop: TestShop) => {
  const ask = async (
    endpoint: typeof joinWaitlist | typeof leaveWaitlist | typeof listOwnWaits,
    who: Actor,
    more = {},
  ) => {
    const route = shop.commerce.routes.find((one) => one.endpoint === endpoint)!
    const answer = await patiently(async () => route.handle({ actor: who, query: undefined, ...more } as never))
    return isRefusal(answer) ? answer : endpoint.answer.parse(answer)
  }
  const actorOf = (who: Actor | string) => (typeof who === 'string' ? person(who) : who)
  const mine = async (who: Actor | string) => {
    const answer = await ask(listOwnWaits, actorOf(who))
    return isRefusal(answer) ? answer.refused : listOwnWaits.answer.parse(answer).waits
  }
  return {
    join: async (who: Actor | string, sku: SkuId, roomId: string = ROOM) => {
      const answer = await ask(joinWaitlist, actorOf(who), { params: { sku }, body: { roomId } })
      return isRefusal(answer) ? answer.refused : joinWaitlist.answer.parse(answer)
    },
    leave: async (who: Actor | string, sku: SkuId) => {
      const answer = await ask(leaveWaitlist, actorOf(who), { params: { sku } })
      return isRefusal(answer) ? answer.refused : listOwnWaits.answer.parse(answer).waits
    },
    mine,
    /** The order that is held for somebody who waited. */
    turnOf: async (who: string): Promise<Order> => {
      const waits = await mine(who)
      const turn = typeof waits === 'string' ? null : waits.find((wait) => wait.turn !== null)?.turn
      if (!turn) throw new Error(`it is not the turn of ${who}`)
      return turn
    },
  }
}

/** Everybody's order of one piece, or why not. */
export const buy = async (shop: TestShop, who: string, sku: SkuId, more: Parameters<typeof askFor>[1] = {}) => {
  const placed = await shop.commerce.placeOrder(APP, guestless(who), askFor(sku, more))
  return isRefusal(placed) ? placed.refused : placed
}

/** An order that is held, of a buyer who had better get it. */
export const hold = async (
  shop: TestShop,
  who: string,
  sku: SkuId,
  more: Parameters<typeof askFor>[1] = {},
): Promise<Order> => {
  const order = await buy(shop, who, sku, more)
  if (typeof order === 'string') throw new Error(`${who}: ${order}`)
  return order
}

export const cancel = (shop: TestShop, who: string, { id }: { id: OrderId }) =>
  shop.commerce.cancelOrder(APP, id, UserId.parse(who))

export const pay = async (shop: TestShop, who: string, { id }: { id: OrderId }) => {
  const sheet = await shop.commerce.beginPayment(APP, id, UserId.parse(who))
  if (isRefusal(sheet)) return sheet.refused
  const paid = await shop.commerce.actInSandbox(APP, sheet.paymentId, UserId.parse(who), 'approve')
  return isRefusal(paid) ? paid.refused : paid
}

/** Ends a hold by the clock, and looks for what is over. */
export const letPass = async (shop: TestShop, { id }: { id: OrderId }) => {
  await letHoldEnd(shop, id)
  await shop.commerce.sweep()
}

export const restock = async (shop: TestShop, sku: SkuId, pieces: number) => {
  const { rows } = await sql<{ product: string }>`
    select product_id as product from skus where id = ${sku} and app_id = ${APP}`.execute(shop.t.database.system)
  const restocked = { restock: { id: crypto.randomUUID(), pieces } }
  return shop.commerce.catalogue.changeSku(APP, rows[0]!.product as never, sku, restocked as never, null)
}

/** Who has a turn now, in the order of the line. */
export const turns = async (shop: TestShop, sku: SkuId): Promise<string[]> => {
  const { rows } = await sql<{ who: string }>`
    select o.buyer_id as who from orders o join waitlist w on w.order_id = o.id and w.app_id = o.app_id
    where o.sku_id = ${sku} and o.app_id = ${APP} and o.turn and o.state = 'held' order by w.n`.execute(
    shop.t.database.system,
  )
  return rows.map(({ who }) => who)
}

export const skuNow = async (shop: TestShop, sku: SkuId) => {
  const { rows } = await sql<{ stock: number; waiting: number; counted: number }>`
    select stock, waiting, (select count(*)::int4 from waitlist w
      where w.app_id = s.app_id and w.sku_id = s.id and w.state = 'waiting') as counted
    from skus s where id = ${sku} and app_id = ${APP}`.execute(shop.t.database.system)
  const { counted, ...now } = rows[0]!
  if (counted !== now.waiting) throw new Error(`${now.waiting} are said to wait, ${counted} do`)
  return now
}

/**
 * Lets the database itself watch: at the end of every statement that changes a line, nobody who waits stands before
 * somebody who was given a turn.
 */
export const watchOrder = (shop: TestShop) =>
  sql
    .raw(`
      create table passed_by (sku_id text, waits bigint, turn bigint);
      create function watch_line() returns trigger language plpgsql as $$ begin
        insert into passed_by select t.sku_id, w.n, t.n from changed t
          join waitlist w on w.app_id = t.app_id and w.sku_id = t.sku_id and w.state = 'waiting' and w.n < t.n
          where t.state = 'turn';
        return null;
      end $$;
      create trigger watch_line after update on waitlist
        referencing new table as changed for each statement execute function watch_line();`)
    .execute(shop.t.database.system)

export const passedBy = async (shop: TestShop) =>
  (await sql`select * from passed_by`.execute(shop.t.database.system)).rows
