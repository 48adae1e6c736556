import { expect, test } from 'bun:test'
import { createMemoryNotices } from './notices-memory.ts'

test('a notice reaches every subscriber of its topic, this process included, as a copy and later', async () => {
  const notices = createMemoryNotices()
  const heard: unknown[] = []
  const body = { user: 'ann' }
  notices.subscribe('kick', (told) => heard.push(told))
  const stop = notices.subscribe('kick', (told) => heard.push(told))
  notices.subscribe('other', () => heard.push('wrong'))
  notices.publish('kick', body)
  expect(heard).toEqual([])
  await Promise.resolve()
  expect(heard).toEqual([{ user: 'ann' }, { user: 'ann' }])
  expect(heard[0]).not.toBe(body)
  stop()
  notices.publish('kick', body)
  await Promise.resolve()
  expect(heard.length).toBe(3)
})

test('a subscriber that throws harms nobody else', async () => {
  const faults: unknown[] = []
  const notices = createMemoryNotices((fault) => faults.push(fault))
  let heard = 0
  notices.subscribe('t', () => {
    throw new Error('planted')
  })
  notices.subscribe('t', () => heard++)
  notices.publish('t', 1)
  await Promise.resolve()
  expect([heard, faults.length]).toEqual([1, 1])
})
