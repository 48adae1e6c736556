import { expect, test } from 'bun:test'
import * as protocol from '@hawker/protocol'
import { api } from '@hawker/protocol'
import * as limits from './limits.ts'

test('the shop counts with the limits of the protocol', () => {
  const known: Record<string, unknown> = { ...protocol, ...api.commerce, ...api.pictures, ...api.gifts }
  for (const [name, value] of Object.entries(limits)) expect([name, known[name]]).toEqual([name, value])
})
