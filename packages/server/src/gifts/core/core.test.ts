import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { COMBO_WINDOW_MS, comboOf } from './combo.ts'
import { type AccountId, apply, isWallet, move, walletsOf } from './ledger.ts'

const account = fc.constantFrom<AccountId>('user:a', 'user:b', 'user:c', 'shop:s', 'sandbox:issue')
const transfer = fc.record({ from: account, to: account, coins: fc.integer({ min: 1, max: 1_000_000 }) })

describe('the ledger', () => {
  test('sums to zero and no wallet falls below it, whatever is moved (F4)', () => {
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 1_000 }), (transfers) => {
        let balances = new Map<AccountId, number>()
        for (const { from, to, coins } of transfers) {
          if (from === to) continue
          const entries = move(from, to, coins)
          expect(entries.reduce((sum, entry) => sum + entry.amount, 0)).toBe(0)
          balances = apply(balances, entries) ?? balances
          for (const [id, balance] of balances) if (isWallet(id)) expect(balance).toBeGreaterThanOrEqual(0)
        }
        expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  test('refuses what a wallet cannot pay, and changes nothing then', () => {
    const before = new Map<AccountId, number>([['user:a', 5]])
    expect(apply(before, move('user:a', 'shop:s', 6))).toBeNull()
    expect(before.get('user:a')).toBe(5)
    expect(apply(before, move('user:a', 'shop:s', 5))!.get('user:a')).toBe(0)
  })

  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('does not move %p coins', (coins) => {
    expect(() => move('user:a', 'shop:s', coins)).toThrow()
  })

  test('locks wallets in one order, whichever way coins go', () => {
    const order = (from: AccountId, to: AccountId) => walletsOf(move(from, to, 1)).map((entry) => entry.account)
    expect(order('user:b', 'user:a')).toEqual(order('user:a', 'user:b'))
    expect(order('user:b', 'shop:s')).toEqual(['user:b'])
  })
})

describe('a combo', () => {
  test('counts on within 3 seconds of the last gift, and begins anew after', () => {
    expect(comboOf(null, 3, 0)).toBe(3)
    expect(comboOf({ at: 0, combo: 3 }, 2, COMBO_WINDOW_MS)).toBe(5)
    expect(comboOf({ at: 0, combo: 3 }, 2, COMBO_WINDOW_MS + 1)).toBe(2)
  })
})
