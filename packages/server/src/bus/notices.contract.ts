// What every body of the notices keeps to.
import { describe, expect, test } from 'bun:test'
import type { Notices } from './door.ts'

export interface NoticesUnderTest {
  readonly notices: Notices
  /** Resolves when everything published so far has been heard. */
  settle(): Promise<void>
  close(): void
}

export const noticesContract = (
  name: string,
  open: (onFault: (fault: unknown) => void) => Promise<NoticesUnderTest>,
): void => {
  describe(`notices: ${name}`, () => {
    test('a notice reaches every subscriber of its topic, this process included, as a copy and later', async () => {
      const { notices, settle, close } = await open(() => {})
      const heard: unknown[] = []
      const body = { user: 'ann' }
      notices.subscribe('kick', (told) => heard.push(told))
      const stop = notices.subscribe('kick', (told) => heard.push(told))
      notices.subscribe('other', () => heard.push('wrong'))
      notices.publish('kick', body)
      expect(heard).toEqual([])
      await settle()
      expect(heard).toEqual([{ user: 'ann' }, { user: 'ann' }])
      expect(heard[0]).not.toBe(body)
      stop()
      notices.publish('kick', body)
      await settle()
      expect(heard.length).toBe(3)
      close()
    })

    test('a subscriber that throws harms nobody else', async () => {
      const faults: unknown[] = []
      const { notices, settle, close } = await open((fault) => faults.push(fault))
      let heard = 0
      notices.subscribe('t', () => {
        throw new Error('planted')
      })
      notices.subscribe('t', () => heard++)
      notices.publish('t', 1)
      await settle()
      expect([heard, faults.length]).toEqual([1, 1])
      close()
    })
  })
}
