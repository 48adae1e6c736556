import { expect, test } from 'bun:test'
import { COMBO_MS, type Deed, type DeedKind, showsDeed, withDeeds } from './deeds.ts'

const deed = (key: string, at: number, kind: DeedKind = 'came'): Deed => ({ key, at, kind, name: '', words: {} })

test('an act that was both read and heard stands there once', () => {
  const list = withDeeds([deed('a', 1)], [deed('a', 1), deed('b', 3), deed('c', 2)], 10)
  expect(list.map(({ key }) => key)).toEqual(['b', 'c', 'a'])
})

test('the oldest go when there are too many', () => {
  expect(withDeeds([deed('a', 1), deed('b', 0)], [deed('c', 2)], 2).map(({ key }) => key)).toEqual(['c', 'a'])
})

test('every kind belongs to exactly one filter besides "all"', () => {
  const kinds: DeedKind[] = ['bought', 'gift', 'claimed', 'came', 'left', 'followed', 'muted', 'recalled', 'policy']
  for (const kind of kinds)
    expect((['sales', 'people', 'order'] as const).filter((one) => showsDeed({ kind }, one))).toHaveLength(1)
})

test('a gift that grows stays one line; the same gift later is another', () => {
  const gift = (key: string, at: number): Deed => ({ ...deed(key, at, 'gift'), combo: 'ann lantern' })
  const list = [gift('a', 0), gift('b', 900), gift('c', 1800), gift('d', 1800 + COMBO_MS + 1)].reduce<readonly Deed[]>(
    (known, next) => withDeeds(known, [next], 9),
    [],
  )
  expect(list.map(({ key }) => key)).toEqual(['d', 'c'])
})
