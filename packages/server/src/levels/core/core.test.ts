import { expect, test } from 'bun:test'
import type { Currency, UserId } from '@hawker/protocol'
import { seededChance } from '#kernel/chance'
import { Book } from './book.ts'
import { DEFAULT_RULES } from './default-rules.ts'
import { type Entry, factsOf } from './facts.ts'
import { earn, levelOf, NOTHING, takeBack } from './points.ts'

const DAY_MS = 86_400_000
const rules = { ...DEFAULT_RULES, perMessage: 3, perMinuteWatched: 2, perCoin: 5, perUnitPaid: 7, dailyMax: 20 }
const digits = (currency: Currency) => (currency === 'JPY' ? 0 : 2)
const newBook = () => new Book(rules, { tallies: new Map(), grants: new Map() }, digits)
const entry = (kind: string, payload: unknown, by: string | null = null, at = 0): Entry => ({ kind, payload, by, at })
const points = (book: Book, user = 'v') => book.tallies.get(user as UserId)?.points ?? 0
const readAll = (book: Book, entries: readonly Entry[]) => {
  for (const one of entries) {
    for (const fact of factsOf(one)) book.read(fact)
  }
  return book
}

test('messages and minutes bring points up to the daily most, which begins anew with the day', () => {
  const book = readAll(newBook(), [
    entry('room.spoke', { v: 4 }, null, DAY_MS),
    entry('room.watched', { v: 7 }, null, DAY_MS + 1),
    entry('room.spoke', { v: 1 }, null, 2 * DAY_MS),
  ])
  expect(points(book)).toBe(20 + 3)
})

test('gifts and orders bring points beyond the daily most, whole units of money only', () => {
  const paid = (totalMinor: number, currency: string, orderId: string) =>
    entry('order.paid', { orderId, totalMinor, currency }, 'v')
  const book = readAll(newBook(), [
    entry('gift.sent', { transferId: 'g', coins: 10 }, 'v'),
    paid(1999, 'EUR', 'a'),
    paid(1999, 'JPY', 'b'),
  ])
  expect(points(book)).toBe(50 + 19 * 7 + 1999 * 7)
})

test('what is paid back takes its points back, in parts as at once, and never twice', () => {
  const paid = entry('order.paid', { orderId: 'o', totalMinor: 10_000, currency: 'EUR' }, 'v')
  const back = (amountMinor?: number) =>
    entry('order.refunded', { orderId: 'o', ...(amountMinor ? { amountMinor } : {}) })
  expect(points(readAll(newBook(), [paid, back()]))).toBe(0)
  expect(points(readAll(newBook(), [paid, back(3_333), back(3_333), back(3_334)]))).toBe(0)
  expect(points(readAll(newBook(), [paid, back(5_000)]))).toBe(350)
  expect(points(readAll(newBook(), [paid, back(), back(), back(1)]))).toBe(0)
  const gift = entry('gift.sent', { transferId: 't', coins: 3 }, 'v')
  expect(points(readAll(newBook(), [gift, gift, entry('gift.reversed', { transferId: 't' })]))).toBe(0)
})

test('money that went back without ever having brought points takes none', () => {
  const book = readAll(newBook(), [
    entry('gift.sent', { transferId: 'g', coins: 1 }, 'v'),
    entry('order.refunded', { orderId: 'late', totalMinor: 100, currency: 'EUR' }, 'v'),
    entry('gift.reversed', { transferId: 'a-top-up' }),
  ])
  expect(points(book)).toBe(5)
})

test('an entry in a shape that is not known says nothing', () => {
  const odd = [
    null,
    { gifts: 3 },
    { gifts: [[], null, ['a'], ['a', 'v', -1]] },
    7,
    [],
    {},
    { orderId: 3 },
    { v: 'x' },
    { v: -1 },
    { v: 1.5 },
    { transferId: 't', coins: -5 },
  ]
  for (const kind of [
    'room.spoke',
    'room.watched',
    'gifts.sent',
    'gift.sent',
    'gift.reversed',
    'order.paid',
    'order.refunded',
    'x',
  ])
    for (const payload of odd) expect(points(readAll(newBook(), [entry(kind, payload, 'v')]))).toBe(0)
})

test('a level begins at its threshold', () => {
  const { thresholds } = DEFAULT_RULES
  expect(levelOf(0, DEFAULT_RULES)).toBe(0)
  thresholds.forEach((at, i) => {
    expect([levelOf(at - 1, DEFAULT_RULES), levelOf(at, DEFAULT_RULES)]).toEqual([i, i + 1])
  })
  expect(levelOf(Number.MAX_SAFE_INTEGER, DEFAULT_RULES)).toBe(thresholds.length)
})

test('points never fall below zero, never pass the daily most, and a refund never gives', () => {
  const chance = seededChance(7)
  const int = (max: number) => Math.floor(chance.next() * max)
  let tally = NOTHING
  let grant = { points: 1 + int(1e9), amount: 1 + int(1e9), takenBack: 0 }
  const whole = grant.points
  let taken = 0
  for (let i = 0; i < 2_000; i++) {
    const before = tally
    tally = earn(tally, int(500), int(30) * DAY_MS, 100)
    expect(tally.dayPoints).toBeLessThanOrEqual(100)
    expect(tally.points).toBeGreaterThanOrEqual(before.points)
    const back = takeBack(grant, int(2e6))
    expect(back.points).toBeGreaterThanOrEqual(0)
    taken += back.points
    grant = back.grant
  }
  expect(taken).toBe(grant.takenBack === grant.amount ? whole : taken)
  expect(taken).toBeLessThanOrEqual(whole)
})

test('the same entries give the same points, wherever the reading is cut and taken up again', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const chance = seededChance(seed)
    const int = (max: number) => Math.floor(chance.next() * max)
    const entries = Array.from({ length: 120 }, (_, i): Entry => {
      const who = `v${int(4)}`
      const at = i * DAY_MS * 0.05
      return [
        entry('room.spoke', { [who]: 1 + int(5), v9: 1 }, null, at),
        entry('room.watched', { [who]: 1 + int(5) }, null, at),
        entry(
          'gifts.sent',
          {
            gifts: [
              [`t${i}`, who, 1 + int(9)],
              [`u${i}`, 'v9', 1],
            ],
          },
          null,
          at,
        ),
        entry('order.paid', { orderId: `o${i}`, totalMinor: 1 + int(9_000), currency: 'EUR' }, who, at),
        entry('order.refunded', { orderId: `o${int(120)}`, amountMinor: 1 + int(4_000) }, null, at),
        entry('gift.reversed', { transferId: `t${int(120)}` }, null, at),
      ][int(6)]!
    })
    const whole = readAll(newBook(), entries)
    let kept = { tallies: new Map(), grants: new Map() } as { tallies: Book['tallies']; grants: Book['grants'] }
    for (let at = 0; at < entries.length; ) {
      const size = 1 + int(20)
      const book = new Book(rules, { tallies: new Map(kept.tallies), grants: new Map(kept.grants) }, digits)
      readAll(book, entries.slice(at, at + size))
      // Died before the commit: nothing of it was kept, and it is read again.
      if (int(3) === 0) continue
      kept = book
      at += size
    }
    expect([...kept.tallies].toSorted()).toEqual([...whole.tallies].toSorted())
  }
})
