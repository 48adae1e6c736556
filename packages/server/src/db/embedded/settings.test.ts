import { expect, test } from 'bun:test'
import { buffersFor, ownSettings } from './settings.ts'

const GB = 1024 ** 3

test('the database takes an eighth of the memory, never less than it comes with, and no more than helps', () => {
  expect([0.5, 1, 2, 4, 64].map((gb) => buffersFor(gb * GB))).toEqual(['128MB', '128MB', '256MB', '512MB', '512MB'])
  const own = Number.parseInt(ownSettings().shared_buffers!, 10)
  expect(own).toBeGreaterThanOrEqual(128)
  expect(own).toBeLessThanOrEqual(512)
})

test('nothing that is set makes a commit less than durable', () => {
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit']) expect(ownSettings()).not.toHaveProperty(name)
})
