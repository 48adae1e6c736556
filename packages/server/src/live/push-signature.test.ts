import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { readClaim } from './core/push-claim.ts'
import { isSigned, type PushKeys, signCompatible, signOwn } from './push-signature.ts'

const JULY_2024 = 1_720_000_000_000
const keys = (primary: string, backup: string | null = null): PushKeys => ({ primary, backup })
const admits = (name: string, query: string, k: PushKeys, now = JULY_2024): boolean | string => {
  const claim = readClaim(name, query, now)
  return typeof claim === 'string' ? claim : isSigned(claim, k)
}

describe('S54 a push address in the compatible form', () => {
  const key = 'k3yForPushDomain0001'
  const expiresAt = 1_893_456_000_000

  test('is signed as the reference signs it', () => {
    expect(signCompatible(key, 'room-1001', expiresAt)).toBe(
      'txSecret=02f136b13cb7a88d51eec420e7427b79&txTime=70DBD880',
    )
  })
  test('is good with the primary and with the backup key', () => {
    const both = keys(key, 'backupKey02')
    expect(admits('room-1001', 'txSecret=02f136b13cb7a88d51eec420e7427b79&txTime=70DBD880', both)).toBe(true)
    expect(admits('room-1001', 'txSecret=8c6baee690b903a59b4d74501ad46b9e&txTime=70DBD880', both)).toBe(true)
    expect(admits('room-1001', 'txSecret=8c6baee690b903a59b4d74501ad46b9e&txTime=70DBD880', keys(key))).toBe(false)
  })
  test('is hashed over the time as it stands in the address', () => {
    expect(admits('room-1001', 'txSecret=baf7f06dd684fccc595b7ea6d2382268&txTime=70dbd880', keys(key))).toBe(true)
    expect(admits('room-1001', 'txSecret=02f136b13cb7a88d51eec420e7427b79&txTime=70dbd880', keys(key))).toBe(false)
  })
  test.each([
    ['test', 'e12c46f2612d5106e2034781ab261ca3', '5C271099', 'f85a2ab363fe4deaffef9754d79da6fe'],
    ['test01', 'ngoeiq03', '5C01D608', 'ce797dc6238156d548ef945e6ad1ea20'],
    ['room-1001', 'PlayKey9', '6955B8FF', '7e6860766edc654f153b1bd7b9f87617'],
    ['room-1001_hd', 'PlayKey9', '6955B8FF', '5859ee5672326e78fafb54537fa18536'],
  ])('agrees with the published vector for %s', (name, k, txTime, txSecret) => {
    expect(admits(name, `txSecret=${txSecret}&txTime=${txTime}`, keys(k), 1_500_000_000_000)).toBe(true)
    expect(admits(name, `txTime=${txTime}&txSecret=${txSecret}`, keys(k), 1_500_000_000_000)).toBe(true)
  })
  test('L3 a secret shifted between name and time is refused', () => {
    const { txSecret } = Object.fromEntries(new URLSearchParams(signCompatible(key, 'room-10', expiresAt)))
    expect(admits('room-10', `txSecret=${txSecret}&txTime=70DBD880`, keys(key))).toBe(true)
    expect(admits('room-1', `txSecret=${txSecret}&txTime=070DBD880`, keys(key))).toBe('malformed')
    expect(admits('room-107', `txSecret=${txSecret}&txTime=0DBD880`, keys(key))).toBe('malformed')
    expect(admits('room-107', `txSecret=${txSecret}&txTime=00DBD880`, keys(key))).toBe('malformed')
  })
  test('is good in its last second and not after', () => {
    const query = signCompatible(key, 'room-1001', expiresAt)
    expect(admits('room-1001', query, keys(key), expiresAt)).toBe(true)
    expect(admits('room-1001', query, keys(key), expiresAt + 1)).toBe('expired')
  })
})

describe('a push address in our own form', () => {
  test('is good for its name, its time and its key alone', () => {
    const query = signOwn('key-a', 'stream', JULY_2024 + 60_000)
    expect(admits('stream', query, keys('key-a'))).toBe(true)
    expect(admits('stream', query, keys('key-b', 'key-a'))).toBe(true)
    expect(admits('stream', query, keys('key-b'))).toBe(false)
    expect(admits('strean', query, keys('key-a'))).toBe(false)
    expect(admits('stream', query.replace(/hkTime=./, 'hkTime=2'), keys('key-a'))).toBe(false)
  })
})

test('L2 names, times and secrets of another shape are refused before any key is looked at', () => {
  const good = signCompatible('k', 'a', JULY_2024 + 1000)
  for (const name of ['', 'a/b', 'a?b', 'a b', '..', 'ä', 'a'.repeat(65), 'a\0'])
    expect(readClaim(name, good, JULY_2024)).toBe('malformed')
  for (const query of ['', 'txTime=70DBD880', 'txSecret=', `${good}&txTime=70DBD880`, good.toUpperCase(), `${good}0`])
    expect(readClaim('a', query, JULY_2024)).toBe('malformed')
})

test('L2 whatever stands in an address, it is a claim or a refusal, and no strange claim is signed', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, query) => {
      expect(admits(name, query, keys('k', 'b'))).not.toBe(true)
    }),
  )
})
