import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { COMBO_WINDOW_MS, COMBOS_MAX, type Combos, comboOf, countOn } from './combo.ts'
import { give, spend, takeBack, WALLET_MAX_COINS, type Wallet } from './ledger.ts'

const USERS = ['a', 'b', 'c'] as const
const step = fc.record({
  what: fc.constantFrom('give', 'spend', 'takeBack'),
  user: fc.constantFrom(...USERS),
  coins: fc.integer({ min: 1, max: 1_000_000 }),
})
const acts = { give, spend, takeBack }

describe('the ledger', () => {
  test('sums to zero and no wallet falls below it, whatever is moved (F4, F6)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1_000 }), (steps) => {
        const wallets = new Map<string, Wallet>(USERS.map((user) => [user, { balance: 0, debt: 0 }]))
        const sums = new Map<string, number>()
        for (const { what, user, coins } of steps) {
          const before = wallets.get(user)!
          const done = acts[what](before, user, what === 'spend' ? 'shop:s' : 'sandbox:issue', coins)
          if (done === null) {
            expect(what === 'spend' && before.balance < coins).toBe(true)
            continue
          }
          expect(done.entries.reduce((sum, entry) => sum + entry.amount, 0)).toBe(0)
          for (const { account, amount } of done.entries) sums.set(account, (sums.get(account) ?? 0) + amount)
          wallets.set(user, done.wallet)
          const { balance, debt } = done.wallet
          expect(Math.min(balance, debt)).toBe(0)
          expect([balance, debt]).toEqual([sums.get(`user:${user}`) ?? 0, 0 - (sums.get(`debt:${user}`) ?? 0)])
        }
        expect([...sums.values()].reduce((sum, balance) => sum + balance, 0)).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  test('refuses what a wallet cannot pay or hold', () => {
    expect(spend({ balance: 5, debt: 0 }, 'a', 'shop:s', 6)).toBeNull()
    expect(spend({ balance: 5, debt: 0 }, 'a', 'shop:s', 5)!.wallet).toEqual({ balance: 0, debt: 0 })
    expect(give({ balance: WALLET_MAX_COINS, debt: 0 }, 'a', 'sandbox:issue', 1)).toBeNull()
  })

  test('owes what was spent before it was taken back, and pays that first (F6)', () => {
    const owing = takeBack({ balance: 30, debt: 0 }, 'a', 'sandbox:issue', 100)!
    expect(owing.wallet).toEqual({ balance: 0, debt: 70 })
    expect(owing.entries).toEqual([
      { account: 'sandbox:issue', amount: 100 },
      { account: 'debt:a', amount: -70 },
      { account: 'user:a', amount: -30 },
    ])
    expect(spend(owing.wallet, 'a', 'shop:s', 1)).toBeNull()
    expect(give(owing.wallet, 'a', 'sandbox:issue', 80)!.wallet).toEqual({ balance: 10, debt: 0 })
  })

  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('does not move %p coins', (coins) => {
    for (const act of Object.values(acts)) expect(() => act({ balance: 9, debt: 0 }, 'a', 'shop:s', coins)).toThrow()
  })
})

describe('a combo', () => {
  test('counts on within 3 seconds of the last gift, and begins anew after', () => {
    expect(comboOf(null, 3, 0)).toBe(3)
    expect(comboOf({ at: 0, combo: 3 }, 2, COMBO_WINDOW_MS)).toBe(5)
    expect(comboOf({ at: 0, combo: 3 }, 2, COMBO_WINDOW_MS + 1)).toBe(2)
  })

  test('is remembered for each room and gift, and so many at once at most', () => {
    let combos: Combos = []
    const send = (room: string, gift: string, now: number) => {
      const counted = countOn(combos, room, gift, 1, now)
      combos = counted.combos
      return counted.combo
    }
    expect([send('r', 'rose', 0), send('r', 'rose', 1), send('q', 'rose', 2), send('r', 'kiss', 3)]).toEqual([
      1, 2, 1, 1,
    ])
    expect(send('r', 'rose', 5)).toBe(3)
    // Handed in by a process whose clock is behind: it counts on, and the window does not shrink.
    expect(send('r', 'rose', 4)).toBe(4)
    expect(combos.at(-1)).toEqual(['r', 'rose', 5, 4])
    for (let i = 0; i < 100; i++) send('r', `g${i}`, 6)
    expect(combos).toHaveLength(COMBOS_MAX)
    send('r', 'rose', 6 + COMBO_WINDOW_MS + 1)
    expect(combos).toHaveLength(1)
  })
})
