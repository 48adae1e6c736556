// What a room offers and what it shows now. Part of `api.commerce`.
import { z } from 'zod'
import { AmountMinor, AppId, LaunchId, Millis, ProductId, RoomId } from '../ids.ts'
import { Quantity } from '../order.ts'
import { FLASH_QUANTITY_MAX, Launch, ShelfItem } from '../shelf.ts'
import { endpoint } from './endpoint.ts'

const inRoom = z.strictObject({ room: RoomId })

export const readShelf = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/shelf',
  summary: 'Products of a room in the order of their numbers, and what is being shown',
  tag: 'commerce',
  permission: 'public',
  params: inRoom,
  query: z.strictObject({ app: AppId.optional() }),
  answer: z.strictObject({
    items: z.array(ShelfItem),
    explaining: ProductId.nullable(),
    launch: Launch.nullable(),
    version: z.int(),
  }),
  refusals: ['not-found'],
})

export const putShelf = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/shelf',
  summary: 'Set the products of a room: number, product, planned slot',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({
    items: z
      .array(
        z.strictObject({
          productId: ProductId,
          number: z.int().min(1).max(999),
          plannedAt: Millis.nullable().default(null),
        }),
      )
      .max(300),
  }),
  answer: z.strictObject({ items: z.array(ShelfItem), version: z.int() }),
  refusals: ['not-found'],
})

export const LASTS_MAX_MS = 1_200_000
export const FLASH_LASTS_MIN_MS = 60_000

export const openLaunch = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/launches',
  summary: 'Show a product to everybody in the room, in place of the one shown before',
  tag: 'commerce',
  permission: 'room.operate',
  status: 201,
  params: inRoom,
  body: z
    .strictObject({
      productId: ProductId,
      /** How long the offer stands once it sells, 10 s to 20 min; null for open end. */
      lastsMs: z.int().min(10_000).max(LASTS_MAX_MS).nullable().default(null),
      /** Shown as a countdown first, 10 s to 300 s; then it sells. */
      countdownMs: z.int().min(10_000).max(300_000).nullable().default(null),
      /** Below the price of every SKU, for no more pieces than are free; it takes `lastsMs` of 1 min to 20 min. */
      flash: z
        .strictObject({
          priceMinor: AmountMinor.min(1),
          quantity: z.int().min(1).max(FLASH_QUANTITY_MAX),
          perBuyerLimit: Quantity.nullable().default(null),
        })
        .nullable()
        .default(null),
    })
    .refine(({ flash, lastsMs }) => flash === null || (lastsMs !== null && lastsMs >= FLASH_LASTS_MIN_MS), {
      path: ['lastsMs'],
      message: 'a flash price lasts 1 to 20 minutes',
    }),
  answer: z.strictObject({ launch: Launch }),
  refusals: ['not-found', 'wrong-state', 'sold-out', 'invalid'],
})

/** How long a launch or a retraction can be taken back. */
export const UNDO_MS = 5_000

export const undoLaunch = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/launches/undo',
  summary: 'Take back the last launch or retraction, within 5 seconds: what was shown before is shown again',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({}),
  answer: z.strictObject({ launch: Launch.nullable() }),
  refusals: ['not-found', 'undo-over'],
})

export const explainProduct = endpoint({
  method: 'PUT',
  path: '/api/rooms/{room}/explaining',
  summary: 'Say which product of the shelf the host is explaining now; null: none',
  tag: 'commerce',
  permission: 'room.operate',
  params: inRoom,
  body: z.strictObject({ productId: ProductId.nullable() }),
  answer: z.strictObject({ explaining: ProductId.nullable(), version: z.int() }),
  refusals: ['not-found'],
})

export const closeLaunch = endpoint({
  method: 'DELETE',
  path: '/api/rooms/{room}/launches/{launch}',
  summary: 'Retract the product that is being shown',
  tag: 'commerce',
  permission: 'room.operate',
  params: z.strictObject({ room: RoomId, launch: LaunchId }),
  answer: z.strictObject({ launchId: LaunchId }),
  refusals: ['not-found', 'wrong-state'],
})
