import { expect, test } from 'bun:test'
import { bucketOf, createAddressReader, isLoopback } from './client-address.ts'

test('A9 without trusted proxies a header says nothing about the caller', () => {
  const read = createAddressReader([])
  expect(read('203.0.113.9', '1.2.3.4')).toBe('203.0.113.9')
  expect(read('::ffff:203.0.113.9', '1.2.3.4')).toBe('203.0.113.9')
})

test('A9 behind trusted proxies the rightmost address that is none of them counts', () => {
  const read = createAddressReader(['10.0.0.0/8', '::1'])
  expect(read('10.0.0.1', '1.2.3.4')).toBe('1.2.3.4')
  expect(read('::ffff:10.0.0.1', '6.6.6.6, 1.2.3.4, 10.9.9.9')).toBe('1.2.3.4')
  expect(read('::1', '2001:db8::7')).toBe('2001:db8::7')
  expect(read('203.0.113.9', '1.2.3.4')).toBe('203.0.113.9')
  expect(read('10.0.0.1', 'nonsense, 1.2.3.4 ')).toBe('1.2.3.4')
  expect(read('10.0.0.1', '1.2.3.4, nonsense')).toBe('10.0.0.1')
  expect(read('10.0.0.1', null)).toBe('10.0.0.1')
})

test('one customer is one bucket: an IPv4 address or the /64 of an IPv6 one', () => {
  expect(bucketOf('1.2.3.4')).toBe('1.2.3.4')
  expect(bucketOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2')
  expect(bucketOf('2001:db8::1')).toBe('2001:db8:0:0')
  expect(bucketOf('2001:0db8::2')).toBe(bucketOf('2001:db8::1'))
  expect(bucketOf('2001:db8:0:1::1')).not.toBe(bucketOf('2001:db8::1'))
})

test('loopback is loopback', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true)
  expect(['128.0.0.1', '10.127.0.1', '::2', 'localhost.evil'].some(isLoopback)).toBe(false)
})
