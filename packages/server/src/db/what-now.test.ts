import { describe, expect, test } from 'bun:test'
import { whatNow } from './what-now.ts'

const said = (code: string) => Object.assign(new Error(code), { code, severity: 'ERROR' })

describe('what an error says about a batch', () => {
  test('a broken connection or a server going down leaves the outcome unknown', () => {
    for (const code of ['57P01', '57P03', '08006']) expect(whatNow(said(code))).toBe('ask-again')
    for (const code of ['EPIPE', 'ECONNRESET', 'ENOENT'])
      expect(whatNow(Object.assign(new Error(code), { code }))).toBe('ask-again')
    expect(whatNow(new Error('Connection terminated unexpectedly'))).toBe('ask-again')
    expect(whatNow(new Error('Query read timeout'))).toBe('ask-again')
  })
  test('a taken id, a deadlock and a serialisation failure are tried again', () => {
    for (const code of ['23505', '40P01', '40001']) expect(whatNow(said(code))).toBe('conflict')
  })
  test('a full disk, no connections left or a statement out of time are no fault of a row', () => {
    for (const code of ['53100', '53300', '57014', '55P03', '25006']) expect(whatNow(said(code))).toBe('come-back')
  })
  test('the rest is a row that cannot be', () => {
    for (const code of ['22021', '23514', '22003']) expect(whatNow(said(code))).toBe('bad-row')
  })
})
