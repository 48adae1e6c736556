// What a sale keeps to over any PostgreSQL: two processes, buyers who all come at once, who ask twice, who vanish, whose
// bank answers late, twice or never; connections that die, and commits nobody hears of. A test calls this with a server.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Sale } from './testing/sale.ts'
import { coinsContract } from './testing/sale-coins.contract.ts'
import { couponsContract } from './testing/sale-coupons.contract.ts'
import { faultsContract } from './testing/sale-faults.contract.ts'
import { moneyContract } from './testing/sale-money.contract.ts'
import { stockContract } from './testing/sale-stock.contract.ts'
import { openTwoProcesses, type TwoProcesses } from './testing/two-processes.ts'

export interface DatabaseUnderTest {
  readonly url: string
  stop(): Promise<void>
}

/** Of one test, on a machine with much else to do. */
const LIMIT_MS = 300_000

export const saleContract = (name: string, start: () => Promise<DatabaseUnderTest>): void => {
  setDefaultTimeout(LIMIT_MS)
  describe(`a sale of two processes over ${name}`, () => {
    let server: DatabaseUnderTest
    let shop: TwoProcesses
    beforeAll(async () => {
      server = await start()
      shop = await openTwoProcesses(server.url)
    }, LIMIT_MS)
    afterAll(async () => {
      await shop?.close()
      await server?.stop()
    }, LIMIT_MS)

    const sale: Sale = {
      get shop() {
        return shop
      },
      count: async (from) => (await shop.rows<{ n: number }>(`select count(*)::int as n from ${from}`))[0]!.n,
      ordersOf: (sku) => sale.count(`orders where sku_id = '${sku}'`),
      free: async (sku) => (await shop.rows<{ stock: number }>(`select stock from skus where id = '${sku}'`))[0]!.stock,
      holds: async () => expect(await shop.untrue()).toEqual([]),
      whileTrue: async (doing) => {
        let over = false
        const done = doing.finally(() => {
          over = true
        })
        do await sale.holds()
        while (!over)
        return done
      },
    }

    test('fsync is on, as it comes', async () => {
      expect(await shop.rows<object>('show fsync')).toEqual([{ fsync: 'on' }])
      expect(await shop.rows<object>('show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
    })

    stockContract(sale)
    moneyContract(sale)
    couponsContract(sale)
    coinsContract(sale)
    faultsContract(sale)
  })
}
