// The goods of a room, and the catalogue behind them.
import type { Ask, Call } from './http.ts'

/**
 * Goods.
 * @example
 * const shelf = await hawker.shelf.read('tea')
 */
export const createShelf = (call: Call, app?: string) => ({
  /** Products of a room in the order of their numbers, and what is being shown. */
  read: (room: string) => call('commerce.readShelf', { params: { room }, query: app === undefined ? {} : { app } }),
  /** Staff: sets the products of a room. */
  put: (room: string, items: Ask<'commerce.putShelf'>['body']['items']) =>
    call('commerce.putShelf', { params: { room }, body: { items } }),
  /** Staff: adds a product with its SKUs to the catalogue. */
  createProduct: (product: Ask<'commerce.createProduct'>['body']) => call('commerce.createProduct', { body: product }),
})

export type Shelf = ReturnType<typeof createShelf>
