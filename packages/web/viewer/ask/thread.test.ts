import { describe, expect, test } from 'bun:test'
import { type DirectMessage, isRefusal } from '@hawker/sdk'
import { failed, lastOfShop, NO_THREAD, queued, said, type Thread, withLive, withNewest, withOlder } from './thread.ts'

const message = (n: number, byShop = false): DirectMessage =>
  ({ id: `id-${String(n).padStart(3, '0')}`, at: n, byShop, text: `text ${n}`, from: {} }) as unknown as DirectMessage
const messages = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => message(from + i, i % 2 === 1))
const texts = (thread: Thread) => thread.messages.map(({ at }) => at)
const page = (from: number, to: number, next: string | null, unread = 0) => ({
  messages: messages(from, to),
  next,
  unread,
})

describe('S49 a conversation with the shop', () => {
  test('is read from its end, and pages up without a message twice', () => {
    const thread = withOlder(withNewest(NO_THREAD, page(5, 8, 'cursor')), { messages: messages(1, 5), next: null })
    expect(texts(thread)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(thread.older).toBeNull()
  })

  test('what one says stands at once, and once when it comes back', () => {
    const sending = queued(withNewest(NO_THREAD, page(1, 2, null)), 'id-003', 'text 3')
    expect(sending.outbox).toMatchObject([{ text: 'text 3', state: 'sending' }])
    const live = withLive(sending, message(3), true)
    expect([live.outbox.length, texts(live)]).toEqual([0, [1, 2, 3]])
    expect(texts(said(live, message(3)))).toEqual([1, 2, 3])
  })

  test('what failed is sent again under the same id', () => {
    const refusal = { refused: 'unavailable', message: 'no' } as const
    const lost = failed(queued(NO_THREAD, 'id-001', 'hello'), 'id-001', refusal)
    expect(lost.outbox).toMatchObject([{ state: 'failed' }])
    expect(isRefusal(lost.outbox[0]!.refusal)).toBe(true)
    expect(queued(lost, 'id-001', 'hello').outbox).toEqual([
      { id: 'id-001', text: 'hello', state: 'sending', refusal: null },
    ])
  })

  test('an answer counts as unread until it is looked at, told twice or not', () => {
    const one = withLive(withNewest(NO_THREAD, page(1, 1, null)), message(2, true), false)
    expect(one.unread).toBe(1)
    expect(withLive(one, message(2, true), false).unread).toBe(1)
    expect(withLive(one, message(3, false), false).unread).toBe(1)
    expect(withLive(one, message(4, true), true).unread).toBe(1)
    expect(lastOfShop(one)).toBe('id-002')
  })

  test('before the first page an answer is only counted', () => {
    const thread = withLive(NO_THREAD, message(9, true), false)
    expect([thread.unread, thread.messages.length]).toEqual([1, 0])
  })

  test('after a while away the newest page joins on, or begins anew where it does not touch', () => {
    const known = { ...withNewest(NO_THREAD, page(1, 4, 'old')), older: 'old' }
    expect(texts(withNewest(known, page(3, 6, 'x')))).toEqual([1, 2, 3, 4, 5, 6])
    expect(withNewest(known, page(3, 6, 'x')).older).toBe('old')
    const apart = withNewest(known, page(20, 22, 'x', 2))
    expect([texts(apart), apart.older, apart.unread]).toEqual([[20, 21, 22], 'x', 2])
  })
})
