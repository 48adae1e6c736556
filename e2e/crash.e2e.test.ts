// The server is killed with SIGKILL in the middle of a sale. Acknowledged means durable; stock + held + sold = initial.
import { expect, test } from 'bun:test'
import { becomeGuest, type Caller, openShop, signInAsOwner } from './harness/caller.ts'
import { startServer } from './harness/server.ts'

const BUYERS = 12
const STOCK = 5_000
const KILLS = 3
const SALE_MS = 1_500

interface Acknowledged {
  readonly id: string
  readonly by: Caller
  paid: boolean
}

test('nothing acknowledged is missing after kill -9, and no piece is sold twice', async () => {
  await using server = await startServer()
  let owner = await signInAsOwner(server)
  const { skuId } = await openShop(owner, 'crash', STOCK)
  // A kill leaves open holds behind, which bar their buyers: every round has buyers of its own.
  const arrive = (round: number) =>
    Promise.all(Array.from({ length: BUYERS }, (_, i) => becomeGuest(server, `Buyer ${round}-${i}`)))
  const acknowledged: Acknowledged[] = []
  let open = true

  const buy = async (by: Caller) => {
    while (open) {
      const id = Bun.randomUUIDv7()
      const order = { id, roomId: 'crash', skuId, quantity: 1, expectedTotalMinor: 4800, currency: 'USD' }
      // One owner of the retry: the same id again until there is an answer, as the SDK does it.
      let placed: Acknowledged | null = null
      while (open && placed === null) {
        const answer = await by.raw('POST', '/api/orders', order).catch(() => null)
        if (answer?.status === 201) placed = { id, by, paid: false }
        else if (answer !== null && answer.status < 500 && answer.status !== 429)
          throw new Error(`refused: ${JSON.stringify(answer.body)}`)
        else await Bun.sleep(30)
      }
      if (placed === null) return
      acknowledged.push(placed)
      while (open && !placed.paid) {
        const payment = await by.raw('POST', `/api/orders/${id}/payment`, {}).catch(() => null)
        if (payment?.status !== 200) {
          await Bun.sleep(30)
          continue
        }
        const path = `/api/payments/${payment.body.paymentId}/sandbox`
        const settled = await by.raw('POST', path, { outcome: 'approve' }).catch(() => null)
        if (settled?.status === 200) placed.paid = true
        else await Bun.sleep(30)
      }
    }
  }

  for (let kill = 0; kill < KILLS; kill++) {
    const buyers = await arrive(kill)
    open = true
    const sale = Promise.all(buyers.map(buy))
    await Bun.sleep(SALE_MS)
    await server.kill()
    open = false
    await sale
    await server.restart()
  }

  expect(acknowledged.length).toBeGreaterThan(BUYERS * KILLS)
  for (const one of acknowledged) {
    const found = await one.by.raw('GET', `/api/orders/${one.id}`)
    expect(found.status).toBe(200)
    if (one.paid) expect(found.body.state).toBe('paid')
  }
  owner = await signInAsOwner(server)
  const truth = await owner.call<{
    holds: boolean
    skus: { stocked: number; free: number; held: number; sold: number }[]
  }>('GET', '/api/invariants/stock')
  expect(truth.holds).toBe(true)
  const sku = truth.skus[0]
  expect((sku?.free ?? 0) + (sku?.held ?? 0) + (sku?.sold ?? 0)).toBe(STOCK)
  expect(sku?.sold).toBeGreaterThanOrEqual(acknowledged.filter((o) => o.paid).length)
  console.log(`kill -9 × ${KILLS}: ${acknowledged.length} orders acknowledged, 0 missing, stock sums to ${STOCK}`)
}, 120_000)
