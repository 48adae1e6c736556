// Following a host, and gifts.
import type { Refusal } from '@hawker/protocol'
import type { Ask, Call } from './http.ts'
import type { Machine } from './machine.ts'
import { retried } from './retry.ts'
import { newId } from './uuid.ts'

/**
 * Hosts and who follows them.
 * @example
 * const { followers } = await hawker.hosts.follow('li-na')
 */
export const createHosts = (call: Call, app?: string) => ({
  read: (host: string) => call('audience.readFollow', { params: { host }, query: app === undefined ? {} : { app } }),
  follow: (host: string) => call('audience.follow', { params: { host }, body: {} }),
  unfollow: (host: string) => call('audience.unfollow', { params: { host } }),
})

type Sent = { coins: number; combo: number }

/**
 * Gifts and the coins they cost.
 * @example
 * await hawker.gifts.send('tea', 'rose', 10)
 */
export const createGifts = (call: Call, machine: Machine, app?: string) => ({
  list: () => call('gifts.listGifts', { query: app === undefined ? {} : { app } }),
  wallet: () => call('gifts.readWallet', {}),
  /** Sandbox: buys coins. */
  topUp: (coins: number, id = newId(machine.now())) =>
    retried(machine, () => call('gifts.topUpWallet', { body: { id, coins } })),
  /** Takes the coins, then the room sees it. The same id never pays twice. */
  send: (
    room: string,
    giftId: Ask<'gifts.sendGift'>['body']['giftId'],
    quantity = 1,
    id = newId(machine.now()),
  ): Promise<Sent | Refusal> =>
    retried(machine, () => call('gifts.sendGift', { params: { room }, body: { id, giftId, quantity } })),
})

export type Hosts = ReturnType<typeof createHosts>
export type Gifts = ReturnType<typeof createGifts>
