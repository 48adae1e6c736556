import { expect, test } from 'bun:test'
import { isShown, thumbOf } from './picture-address.ts'

test('a picture of ours has a small one beside it; others are taken as they are', () => {
  const name = '0123456789abcdef0123456789abcdef'
  expect(thumbOf(`/pictures/${name}.webp`)).toBe(`/pictures/${name}-320.webp`)
  for (const other of ['/demo/products/cup.webp', 'https://cdn.example/a.webp', `/pictures/${name}-320.webp`])
    expect(thumbOf(other)).toBe(other)
  expect([isShown('/demo/cup.webp'), isShown('https://cdn.example/a.webp')]).toEqual([true, false])
})
