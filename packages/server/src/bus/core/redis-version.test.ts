import { expect, test } from 'bun:test'
import { isTooOld } from './redis-version.ts'

test('O4 a Redis with known holes is named, a good one and an unknown one are not', () => {
  for (const version of ['6.2.20', '7.0.15', '7.2.10', '7.3.9', '7.4.5', '8.0.3', '8.1.0', '8.2.1'])
    expect([version, isTooOld(version)]).toEqual([version, true])
  for (const version of ['7.2.11', '7.4.6', '7.4.12', '8.0.4', '8.2.2', '8.4.0', '9.0.0', '', 'x.y.z'])
    expect([version, isTooOld(version)]).toEqual([version, false])
})
