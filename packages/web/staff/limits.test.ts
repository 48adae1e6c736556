import { expect, test } from 'bun:test'
import * as protocol from '@hawker/protocol'
import { api } from '@hawker/protocol'
import * as limits from './limits.ts'

test('the pages count with the limits of the protocol', () => {
  const known: Record<string, unknown> = {
    ...protocol,
    ...api.messages,
    ...api.session,
    ...api.pictures,
    ...api.commerce,
  }
  for (const [name, value] of Object.entries(limits))
    if (typeof value === 'number') expect([name, known[name]]).toEqual([name, value])
})

test('S25 a title of 10 Chinese characters fits, one letter more does not', () => {
  const title = '第七窑开窑直播间今晚'
  expect([...title]).toHaveLength(10)
  expect(limits.bytesLeft(title, limits.TITLE_MAX_BYTES)).toBe(0)
  expect(limits.bytesLeft(`${title}!`, limits.TITLE_MAX_BYTES)).toBe(-1)
})
