// Gifts and the coins they cost.
import { z } from 'zod'
import { EFFECT_MAX_BYTES, EFFECT_TYPES, Gift, GiftEffect, GiftPicture } from '../gift.ts'
import { AppId, GiftId, Millis, RoomId, UserId } from '../ids.ts'
import { PublicPerson } from '../person.ts'
import { endpoint } from './endpoint.ts'
import { PAGE_MAX } from './rooms.ts'

export { Gift }

/** What a gift may cost at most: times the largest quantity it stays far below what a wallet holds. */
export const GIFT_MAX_COINS = 1_000_000

/** Whoever owes has no coins: those that come in pay that first. */
const Wallet = z.strictObject({ coins: z.int().nonnegative(), debt: z.int().nonnegative() })

export const listGifts = endpoint({
  method: 'GET',
  path: '/api/gifts',
  summary: 'The gifts of an app, cheapest first',
  tag: 'gifts',
  permission: 'public',
  query: z.strictObject({ app: AppId.optional() }),
  answer: z.strictObject({ gifts: z.array(Gift), version: z.int().nonnegative() }),
})

export const putGift = endpoint({
  method: 'PUT',
  path: '/api/gifts/{gift}',
  summary: 'Add a gift or change it; rooms that are open are told that there is something new',
  tag: 'gifts',
  permission: 'catalogue.write',
  params: z.strictObject({ gift: GiftId }),
  body: z.strictObject({
    name: z.string().trim().min(1).max(40),
    imageUrl: GiftPicture.nullable().default(null),
    /** What `POST /api/gift-effects` answered as `url`. */
    effectUrl: z
      .string()
      .regex(/^\/effects\/[a-z0-9]{16,64}\.(?:webp|png|mp4)$/, 'the address of an uploaded effect')
      .nullable()
      .default(null),
    coins: z.int().min(1).max(GIFT_MAX_COINS),
    size: z.enum(['small', 'large']),
  }),
  answer: z.strictObject({ version: z.int().nonnegative() }),
  refusals: ['not-found'],
})

export const uploadEffect = endpoint({
  method: 'POST',
  path: '/api/gift-effects',
  summary: 'Upload what moves while a gift is shown: animated WebP or PNG, or MP4 without sound, 2 MiB and 3 s at most',
  tag: 'gifts',
  permission: 'catalogue.write',
  status: 201,
  takes: [...EFFECT_TYPES, 'application/octet-stream'],
  bodyMaxBytes: EFFECT_MAX_BYTES,
  perMinute: 30,
  body: z.file(),
  answer: GiftEffect,
  refusals: ['file-refused', 'limit-reached', 'busy'],
})

export const removeGift = endpoint({
  method: 'DELETE',
  path: '/api/gifts/{gift}',
  summary: 'Take a gift off the list; what was sent stays sent, and rooms that are open are told',
  tag: 'gifts',
  permission: 'catalogue.write',
  params: z.strictObject({ gift: GiftId }),
  answer: z.strictObject({ version: z.int().nonnegative() }),
  refusals: ['not-found'],
})

export const readWallet = endpoint({
  method: 'GET',
  path: '/api/wallet',
  summary: "The caller's coins",
  tag: 'gifts',
  permission: 'person',
  /** `topUps`: coins can be had for nothing here, from the sandbox. */
  answer: Wallet.extend({ topUps: z.boolean() }),
})

/** Coins that came or went. */
export const CoinTransfer = z.strictObject({
  id: z.uuid(),
  at: Millis,
  kind: z.enum(['top-up', 'gift', 'reversal']),
  /** What it did to coins and debt together: below zero, coins went or are owed. */
  coins: z.int(),
  /** What was given; of a reversal, what is given back. */
  gift: z.strictObject({ id: GiftId, name: z.string(), quantity: z.int().positive() }).nullable(),
  /** Where it was given. */
  roomId: RoomId.nullable(),
  /** Of a reversal: the transfer that it took back. */
  reverses: z.uuid().nullable(),
  /** It was taken back. */
  reversed: z.boolean(),
})
export type CoinTransfer = z.infer<typeof CoinTransfer>

const transfersPage = {
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
  after: z.string().max(128).optional(),
}

export const listOwnTransfers = endpoint({
  method: 'GET',
  path: '/api/wallet/transfers',
  summary: "What came into the caller's wallet and what went out of it, newest first",
  tag: 'gifts',
  permission: 'person',
  query: z.strictObject(transfersPage),
  answer: z.strictObject({ transfers: z.array(CoinTransfer), next: z.string().nullable() }),
})

/** A transfer as staff see it; whoever is gone has no name. */
export const ShopTransfer = CoinTransfer.extend({ userId: UserId, userName: z.string().nullable() }).strict()
export type ShopTransfer = z.infer<typeof ShopTransfer>

export const listTransfers = endpoint({
  method: 'GET',
  path: '/api/coin-transfers',
  summary:
    'Gifts, top-ups and reversals of the app, newest first; of one person, or the gifts of one room, or one transfer with what took it back',
  tag: 'gifts',
  permission: 'money.write',
  query: z
    .strictObject({
      ...transfersPage,
      user: UserId.optional(),
      room: RoomId.optional(),
      transfer: z.uuid().optional(),
    })
    .refine(({ user, room, transfer }) => [user, room, transfer].filter((one) => one !== undefined).length <= 1, {
      path: ['user'],
      message: 'one of user, room and transfer',
    }),
  answer: z.strictObject({ transfers: z.array(ShopTransfer), next: z.string().nullable() }),
})

export const topUpWallet = endpoint({
  method: 'POST',
  path: '/api/wallet/top-ups',
  summary: 'Buy coins with the sandbox; the id is the idempotency key',
  tag: 'gifts',
  permission: 'person',
  status: 201,
  body: z.strictObject({ id: z.uuid(), coins: z.int().min(1).max(100_000) }),
  answer: Wallet,
  refusals: ['order-id-taken', 'not-allowed'],
})

export const sendGift = endpoint({
  method: 'POST',
  path: '/api/rooms/{room}/gifts',
  summary: 'Send gifts to the host; the id is the idempotency key, coins are taken before anybody sees it',
  tag: 'gifts',
  permission: 'person',
  status: 201,
  params: z.strictObject({ room: RoomId }),
  body: z.strictObject({ id: z.uuid(), giftId: GiftId, quantity: z.int().min(1).max(9_999) }),
  answer: z.strictObject({ coins: z.int().nonnegative(), combo: z.int().positive() }),
  refusals: ['not-found', 'balance-too-low', 'order-id-taken', 'room-closed'],
})

export const readLedgerTruth = endpoint({
  method: 'GET',
  path: '/api/invariants/coins',
  summary:
    'The ledger counted again, transfer by transfer: all entries sum to zero, wallets are what their entries say',
  tag: 'gifts',
  permission: 'numbers.read',
  answer: z.strictObject({
    holds: z.boolean(),
    sum: z.int(),
    /** Transfers whose entries do not sum to zero, or that have none. */
    uneven: z.int().nonnegative(),
    wrongWallets: z.int().nonnegative(),
  }),
  // It reads every entry there is.
  perMinute: 6,
})

export const Leader = z.strictObject({ rank: z.int().positive(), person: PublicPerson, coins: z.int().positive() })
export type Leader = z.infer<typeof Leader>

export const listGiftLeaders = endpoint({
  method: 'GET',
  path: '/api/rooms/{room}/gift-leaders',
  summary: 'Who gave most: in this show, or to this host this month (UTC)',
  tag: 'gifts',
  permission: 'public',
  params: z.strictObject({ room: RoomId }),
  query: z.strictObject({
    app: AppId.optional(),
    period: z.enum(['show', 'month']).default('show'),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answer: z.strictObject({
    leaders: z.array(Leader),
    /** The caller, when he gave something; `rank` null: not among the first hundred. */
    you: z.strictObject({ rank: z.int().positive().nullable(), coins: z.int().positive() }).nullable(),
  }),
  refusals: ['not-found'],
})

export const reverseTransfer = endpoint({
  method: 'POST',
  path: '/api/coin-transfers/{transfer}/reversal',
  summary: 'Take back a gift or a top-up by a transfer the other way, once; what was spent by then is owed',
  tag: 'gifts',
  permission: 'money.write',
  stepUp: true,
  status: 201,
  params: z.strictObject({ transfer: z.uuid() }),
  body: z.strictObject({}),
  /** What the person has after it, and what he owes: until that is paid he spends nothing. */
  answer: z.strictObject({ coins: z.int().nonnegative(), debt: z.int().nonnegative() }),
  refusals: ['not-found', 'not-allowed', 'limit-reached'],
})
