// Coins in a stampede, over connections that die: the ledger sums to zero, and nobody spends twice.
import { expect, test } from 'bun:test'
import type { UserId } from '@hawker/protocol'
import { seededChance } from '#kernel/chance'
import { CUTS_LEAST, type Sale, startCutting } from './sale.ts'
import { GIFT_COINS, ROOM } from './two-processes.ts'

/** Gifts that somebody had the coins for. */
const GIFTS_LEAST = 100

/** Top-ups, gifts and reversals of many at once. */
export const coinsContract = (sale: Sale): void => {
  test('F4 1,000 top-ups, gifts and reversals while connections die: the ledger sums to zero, and nobody spends twice', async () => {
    const chance = seededChance(7)
    const people = await Promise.all(Array.from({ length: 24 }, (_, i) => sale.shop.guest(`Giver ${i}`)))
    const staff = await sale.shop.signIn()
    const sent = new Map<string, { user: UserId; coins: number }>()
    const bought = new Map<string, { user: UserId; coins: number }>()
    const taken = new Set<string>()
    let left = 1_000
    const cutter = startCutting(sale.shop, () => -left)
    await Promise.all(
      people.map(async (who) => {
        while (left-- > 0 || ((cutter.cut < CUTS_LEAST || sent.size < GIFTS_LEAST) && left > -9_000)) {
          const id = crypto.randomUUID()
          const roll = chance.next()
          const quantity = 1 + Math.floor(chance.next() * 9)
          if (roll < 0.3) {
            const topUp = await who.insist('POST', '/api/wallet/top-ups', { id, coins: 50 })
            expect(topUp.status).toBe(201)
            bought.set(id, { user: who.user, coins: 50 })
          } else if (roll < 0.9) {
            const gift = await who.insist('POST', `/api/rooms/${ROOM}/gifts`, { id, giftId: 'leaf', quantity })
            expect([201, 409]).toContain(gift.status)
            if (gift.status === 201) sent.set(id, { user: who.user, coins: GIFT_COINS * quantity })
          } else {
            const [mine] = [...sent].find(([gift, { user }]) => user === who.user && !taken.has(gift)) ?? []
            if (mine === undefined) continue
            taken.add(mine)
            const path = `/api/coin-transfers/${mine}/reversal`
            const answers = await Promise.all([staff.insist('POST', path, {}), staff.insist('POST', path, {})])
            expect(answers.map(({ status }) => status)).toEqual([201, 201])
          }
        }
      }),
    )
    await cutter.stop()
    expect(cutter.cut).toBeGreaterThanOrEqual(CUTS_LEAST)
    expect(sent.size).toBeGreaterThanOrEqual(GIFTS_LEAST)
    for (const { user } of people) {
      const sum = (of: Iterable<{ user: UserId; coins: number }>) =>
        [...of].filter((one) => one.user === user).reduce((coins, one) => coins + one.coins, 0)
      const kept = [...sent].filter(([id]) => !taken.has(id)).map(([, gift]) => gift)
      const [wallet] = await sale.shop.rows<{ balance: number }>(
        `select balance::int as balance from coin_wallets where id = 'user:${user}'`,
      )
      expect(wallet?.balance ?? 0).toBe(sum(bought.values()) - sum(kept))
    }
    await sale.holds()
  })
}
