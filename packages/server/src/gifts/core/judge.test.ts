import { describe, expect, test } from 'bun:test'
import { type AppId, type GiftId, isRefusal, type PublicPerson, type RoomId, refuse } from '@hawker/protocol'
import fc from 'fast-check'
import { type GiftAnswer, type GiftAsk, judge, type Known, type Made, type SenderWallet } from './judge.ts'

const gift = (id: string, coins: number) => ({
  id: id as GiftId,
  name: id,
  imageUrl: null,
  coins,
  size: 'small' as const,
})
const GIFTS = new Map([
  ['rose', gift('rose', 10)],
  ['rocket', gift('rocket', 700)],
])
const person = (id: string): PublicPerson =>
  ({ id, name: id, avatarUrl: null, role: 'viewer', level: 0 }) as PublicPerson

const ask = fc
  .record({
    // Few ids, so that many come again: the same, or for something else.
    id: fc.integer({ min: 0, max: 60 }).map((n) => `id-${n}`),
    user: fc.constantFrom('a', 'b', 'c', 'nobody'),
    giftId: fc.constantFrom('rose', 'rose', 'rocket', 'unknown'),
    room: fc.constantFrom('r', 'r', 'q'),
    quantity: fc.integer({ min: 1, max: 5 }),
    closed: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  })
  .map(
    ({ user, closed, ...rest }): GiftAsk =>
      ({
        ...rest,
        ...{ app: 'shop' as AppId, room: rest.room as RoomId, giftId: rest.giftId as GiftId, from: person(user) },
        ...{ at: 0, host: null, roomRefuses: closed ? refuse('room-closed') : null },
      }) as GiftAsk,
  )

interface Book {
  wallets: Map<string, SenderWallet>
  made: Map<string, Made>
}
const newBook = (): Book => ({
  wallets: new Map(['a', 'b', 'c'].map((user, i) => [user, { balance: 200 * i + 95, debt: 0, combos: [] }])),
  made: new Map(),
})
/** What the database would hold after the batch. */
const apply = (book: Book, batch: readonly GiftAsk[]) => {
  const known: Known = { ...book, gifts: GIFTS }
  const judged = judge(batch, known)
  for (const [user, wallet] of judged.wallets) book.wallets.set(user, wallet)
  for (const { ask: one, answer } of judged.sent)
    book.made.set(one.id, { by: one.from.id, asked: `gift ${one.room} ${one.giftId} ${one.quantity}`, answer })
  return judged
}

describe('a batch of gifts', () => {
  test('comes to what the same gifts come to one by one, however it is cut (F4)', () => {
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 200 }), fc.integer({ min: 2, max: 50 }), (asks, size) => {
        const [whole, pieces, single] = [newBook(), newBook(), newBook()]
        const inPieces = []
        for (let i = 0; i < asks.length; i += size) inPieces.push(...apply(pieces, asks.slice(i, i + size)).answers)
        const one = asks.flatMap((each) => apply(single, [each]).answers)
        const all = apply(whole, asks).answers
        expect(all).toEqual(one)
        expect(inPieces).toEqual(one)
        expect([...whole.wallets]).toEqual([...single.wallets])
      }),
      { numRuns: 60 },
    )
  })

  test('takes from each wallet what was sent and no more, and answers an id always the same (F4, A12)', () => {
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 300 }), (asks) => {
        const book = newBook()
        const { answers, sent } = apply(book, asks)
        for (const [user, { balance }] of book.wallets) {
          const spent = sent.filter((one) => one.ask.from.id === user).reduce((sum, { coins }) => sum + coins, 0)
          expect(balance).toBe(newBook().wallets.get(user)!.balance - spent)
          expect(balance).toBeGreaterThanOrEqual(0)
        }
        expect(new Set(sent.map((one) => one.ask.id)).size).toBe(sent.length)
        const again = apply(book, asks)
        expect(again.sent.filter((one) => book.made.get(one.ask.id) === undefined)).toEqual([])
        for (const [i, answer] of answers.entries()) if (!isRefusal(answer)) expect(again.answers[i]).toEqual(answer)
      }),
      { numRuns: 60 },
    )
  })

  test('judges who comes after a gift too dear by what is left, not by what was asked', () => {
    const wallets = new Map([['a', { balance: 30, debt: 0, combos: [] }]])
    const each = (id: string, giftId: string, quantity: number): GiftAsk => ({
      ...{ app: 'shop' as AppId, id, room: 'r' as RoomId, from: person('a'), giftId: giftId as GiftId, quantity },
      ...{ at: 0, host: null, roomRefuses: null },
    })
    const batch = [each('1', 'rose', 1), each('2', 'rocket', 1), each('3', 'rose', 2), each('4', 'rose', 1)]
    const { answers } = judge(batch, { wallets, made: new Map(), gifts: GIFTS })
    expect(answers.map((answer) => (isRefusal(answer) ? answer.refused : (answer as GiftAnswer)))).toEqual([
      { coins: 20, combo: 1 },
      'balance-too-low',
      { coins: 0, combo: 3 },
      'balance-too-low',
    ])
  })
})
