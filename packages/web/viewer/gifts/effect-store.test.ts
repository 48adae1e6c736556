import { describe, expect, test } from 'bun:test'
import { createEffectStore, type Effect } from './effect-store.ts'

const effect = (url: string): Effect => ({ url, type: 'image/webp', widthPx: 1, heightPx: 1, durationMs: 1 })
const open = (sizes: Record<string, number>) => {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    const size = sizes[url]
    if (size === undefined) throw new Error('not there')
    return size < 0 ? new Response('', { status: 404 }) : new Response(new Uint8Array(size))
  }
  return { asked, store: createEffectStore({ fetch, keptBytes: 100, aheadBytes: 50 }) }
}

describe('effects at hand', () => {
  test('are loaded once, also when two ask at once, and are there from then on', async () => {
    const { asked, store } = open({ a: 10 })
    expect(store.at('a')).toBeNull()
    const [one, two] = await Promise.all([store.load('a'), store.load('a')])
    expect(one).toBe(two!)
    expect(store.at('a')).toBe(one)
    expect(await store.load('a')).toBe(one)
    expect(asked).toEqual(['a'])
  })

  test('that cannot be had are none, and are asked for again when their gift comes again', async () => {
    const { asked, store } = open({ gone: -1 })
    expect([await store.load('gone'), await store.load('nowhere'), await store.load('gone')]).toEqual([
      null,
      null,
      null,
    ])
    expect(asked).toEqual(['gone', 'nowhere', 'gone'])
  })

  test('are let go when there are too many: first those that were not shown for the longest time', async () => {
    const { store } = open({ a: 40, b: 40, c: 40, huge: 400 })
    for (const url of ['a', 'b']) await store.load(url)
    store.at('a')
    await store.load('c')
    expect(['a', 'b', 'c'].map((url) => store.at(url) !== null)).toEqual([true, false, true])
    // One that is larger than all there is room for is still shown.
    expect((await store.load('huge'))?.size).toBe(400)
    expect(['a', 'c'].map((url) => store.at(url))).toEqual([null, null])
  })

  test('are loaded ahead one after the other, and no more than there is room for', async () => {
    const { asked, store } = open({ a: 30, bad: -1, b: 30, c: 30 })
    await store.loadAhead(['a', 'bad', 'b', 'c'].map(effect))
    expect(asked).toEqual(['a', 'bad', 'b'])
    await store.loadAhead([effect('c')])
    expect(asked).toHaveLength(3)
  })
})
