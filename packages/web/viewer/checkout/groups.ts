// Orders as they were paid: those of one basket stand together. Pure.
import type { Order } from '@hawker/sdk'

export interface Group {
  /** The basket's id, else the order's. */
  readonly id: string
  readonly orders: readonly Order[]
  /** Of what is held or was bought: what was given back costs nothing. */
  readonly totalMinor: number
  readonly held: readonly Order[]
}

const GONE: readonly Order['state'][] = ['cancelled', 'expired']

const groupOf = (id: string, orders: readonly Order[]): Group => {
  const held = orders.filter(({ state }) => state === 'held')
  const counted = orders.every(({ state }) => GONE.includes(state))
    ? orders
    : orders.filter(({ state }) => !GONE.includes(state))
  return { id, orders, held, totalMinor: counted.reduce((sum, { totalMinor }) => sum + totalMinor, 0) }
}

/** The server told of one: it stands where it stood, and a new one before all others. */
export const withOrder = (orders: readonly Order[], order: Order): readonly Order[] =>
  orders.some(({ id }) => id === order.id)
    ? orders.map((other) => (other.id === order.id ? order : other))
    : [order, ...orders]

/** In the order of the list; a basket stands where its newest order does. */
export const groupOrders = (orders: readonly Order[]): readonly Group[] => {
  const groups = new Map<string, Order[]>()
  for (const order of orders) {
    const id = order.basketId ?? order.id
    const group = groups.get(id)
    if (group) group.push(order)
    else groups.set(id, [order])
  }
  return [...groups].map(([id, orders]) => groupOf(id, orders))
}
