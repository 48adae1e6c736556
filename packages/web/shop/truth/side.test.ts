import { expect, test } from 'bun:test'
import { sideText } from './side.ts'

const money = (minor: number, currency: string) => `${currency}${minor / 100}`
const said = (text: string, words: readonly (readonly [string, string])[] = []) =>
  sideText(text, words, money, '(play money)')

test('money is told as money, play money apart', () => {
  expect(said('2 orders: CNY 9600, EUR (test) 1050')).toBe('2 orders: CNY96, EUR10.5 (play money)')
  expect(said('rooms 0')).toBe('rooms 0')
})

test('the server’s words are said in the reader’s', () => {
  const words = [
    ['sold', '已售'],
    ['held', '占用'],
    ['free', '可售'],
  ] as const
  expect(said('sold 8 + held 4 + free 8', words)).toBe('已售 8 + 占用 4 + 可售 8')
})

test('what is not known stands as the server said it', () => {
  expect(said('something else 5 USDT 4')).toBe('something else 5 USDT 4')
})
