import { expect, test } from 'bun:test'
import { PERMISSIONS } from '@hawker/protocol'
import { RIGHTS } from './rights.ts'

test('the page offers to a role exactly what the server allows it', () => {
  for (const [right, roles] of Object.entries(RIGHTS))
    expect([...roles].sort()).toEqual([...PERMISSIONS[right as keyof typeof RIGHTS].roles].sort())
})
