import { describe, expect, test } from 'bun:test'
import { mayGrant } from './grants.ts'
import { isReserved } from './names.ts'
import { networkOf } from './network.ts'
import { weakness } from './password-rule.ts'
import { endsAt, isOver, newLife, STAFF_IDLE_MS, STAFF_MAX_MS } from './session-life.ts'

describe('a password', () => {
  test.each([
    'short',
    'elevenchars',
    'aaaaaaaaaaaaa',
    'abcabcabcabc',
    'password1234',
    'PASSWORD1234',
    'qwertyuiopas',
    '012345678901',
    '109876543210',
    'passwordpassword',
    'owner@shop.example',
    '1q2w3e4r5t6y',
    'x'.repeat(300),
  ])('%p is too weak (N3)', (password) => {
    expect(weakness(password, 'owner@shop.example')).not.toBeNull()
  })

  test.each(['violet-tram-at-noon', 'correct horse battery', '一二三四五六七八九十百千', 'Passw0rd-for-tests-1'])(
    '%p may be used',
    (password) => {
      expect(weakness(password, 'owner@shop.example')).toBeNull()
    },
  )
})

describe('roles', () => {
  test('nobody grants a right he lacks (N2)', () => {
    expect(mayGrant('owner', 'owner')).toBe(true)
    expect(mayGrant('owner', 'host')).toBe(true)
    expect(mayGrant('host', 'analyst')).toBe(true)
    expect(mayGrant('host', 'owner')).toBe(false)
    expect(mayGrant('host', 'assistant')).toBe(false)
    expect(mayGrant('analyst', 'assistant')).toBe(false)
  })
})

describe('names', () => {
  test.each(['administrator', 'Administrator', ' ADMINISTRATOR ', 'admin istrator', 'ａｄｍｉｎｉｓｔｒａｔｏｒ'])(
    '%p is reserved (N8)',
    (name) => expect(isReserved(name)).toBe(true),
  )
  test('other names are free', () => expect(isReserved('administrators friend')).toBe(false))
})

describe('an address', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:bbbb:cccc:dddd:1', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network))
})

describe('a session', () => {
  test('of staff ends 12 hours after it was last used, and after 7 days whatever happens (N4)', () => {
    const life = newLife('staff', 0)
    expect(isOver(life, STAFF_IDLE_MS - 1)).toBe(false)
    expect(isOver(life, STAFF_IDLE_MS)).toBe(true)
    expect(endsAt({ ...life, seenAt: STAFF_MAX_MS - 1 })).toBe(STAFF_MAX_MS)
  })
  test('of a viewer lasts 30 days', () => expect(endsAt(newLife('viewer', 0))).toBe(30 * 86_400_000))
})
