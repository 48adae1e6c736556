import { expect, test } from 'bun:test'
import { FOREVER as PROTOCOL_FOREVER } from '@hawker/protocol'
import { FOREVER } from './forever.ts'

test('a sanction without an end is known without loading the schemas', () => {
  expect(FOREVER).toBe(PROTOCOL_FOREVER)
})
