import { expect, test } from 'bun:test'
import { refuse } from '@hawker/protocol/refusal'
import { createFields } from './fields.ts'
import type { Call } from './http.ts'

type Asked = { name: string; body?: { version?: number; changes?: unknown } }

const answering = (answer: (asked: Asked, nth: number) => unknown) => {
  const asked: Asked[] = []
  const call = (async (name: string, ask: object) => {
    const one: Asked = { name, ...ask }
    asked.push(one)
    return answer(one, asked.length)
  }) as unknown as Call
  return { asked, fields: createFields(call) }
}

test('an edit of attributes starts over from what stands now when somebody wrote in between', async () => {
  let version = 7
  const { asked, fields } = answering(({ name, body }, nth) => {
    if (name === 'fields.readAttributes') return { values: { n: `${version}` }, version }
    if (nth < 5) version += 1
    return body?.version === version ? { values: {}, version: version + 1 } : refuse('conflict')
  })
  const seen: string[] = []
  const done = await fields.attributes.edit('tea', ({ n }) => {
    seen.push(n!)
    return { set: { n: `${n}+1` } }
  })
  expect(done).toEqual({ values: {}, version: 10 })
  expect(seen).toEqual(['7', '8', '9'])
  expect(asked.filter(({ name }) => name === 'fields.writeAttributes')).toHaveLength(3)
})

test('an edit gives up when others always come first, and passes other refusals on at once', async () => {
  const always = answering(({ name }) =>
    name === 'fields.readAttributes' ? { values: {}, version: 1 } : refuse('conflict'),
  )
  expect(await always.fields.attributes.edit('tea', () => ({}))).toMatchObject({ refused: 'conflict' })
  expect(always.asked).toHaveLength(10)
  const closed = answering(() => refuse('not-found'))
  expect(await closed.fields.attributes.edit('tea', () => ({}))).toMatchObject({ refused: 'not-found' })
  expect(closed.asked).toHaveLength(1)
})

test('T10 counters leave as digits, whatever their size', async () => {
  const { asked, fields } = answering(() => ({ counters: {} }))
  await fields.counters.set('tea', 'votes', 2n ** 63n - 1n)
  await fields.counters.add('tea', 'votes', -3)
  expect(asked.map(({ body }) => body?.changes)).toEqual([
    [{ op: 'set', key: 'votes', value: '9223372036854775807' }],
    [{ op: 'add', key: 'votes', value: '-3' }],
  ])
})
