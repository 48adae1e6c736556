import { afterAll, expect, test } from 'bun:test'
import { systemClock } from '#system/clock'
import { openLog } from '#system/log'
import { QUESTION_LIFE_MS } from './core/sign.ts'
import { isGone, openBetween } from './index.ts'

const log = openLog('silent')
const key = new Uint8Array(32).fill(7)
/** Stands still: a question is as old as a test wants it. */
const NOW = 1_800_000_000_000
const open = (more: { key?: Uint8Array; skewMs?: number } = {}) =>
  openBetween({
    ...{ host: '127.0.0.1', port: 0, log, key: more.key ?? key },
    clock: { ...systemClock, now: () => NOW + (more.skewMs ?? 0) },
  })

const one = open()
one.serve('/live/', (_request, url) => new Response(`${url.pathname}${url.search}`))
one.serve('/streams/', (_request, _url, body) => new Response(`heard ${body}`))
one.serveOpenly((path) => (path === '/metrics' ? new Response('numbers') : null))
const opened = [one]
afterAll(async () => {
  for (const each of opened) await each.stop()
})
const from = (more: Parameters<typeof open>[0]) => {
  const other = open(more)
  opened.push(other)
  return other
}
/** Long enough for any machine to answer at all. */
const ask = { timeoutMs: 30_000 }

test('processes of one install answer each other', async () => {
  const two = from({})
  expect(await (await two.ask(one.address, 'GET', '/live/a/b?x=1', ask)).text()).toBe('/live/a/b?x=1')
  const body = '{"why":"…"}'
  expect(await (await two.ask(one.address, 'POST', '/streams/s/kick', { ...ask, body })).text()).toBe(`heard ${body}`)
})

test('who has another key, an old question, or none at all finds nothing here but health and numbers', async () => {
  const stranger = from({ key: new Uint8Array(32).fill(8) })
  const late = from({ skewMs: -QUESTION_LIFE_MS - 1_000 })
  for (const asking of [stranger, late])
    expect((await asking.ask(one.address, 'POST', '/streams/s/kick', ask)).status).toBe(404)
  for (const path of ['/live/a/b', '/streams/s/kick', '/', '/api/rooms'])
    expect((await fetch(one.address + path)).status).toBe(404)
  expect(await (await fetch(`${one.address}/metrics`)).text()).toBe('numbers')
})

test('a question signed for one thing opens nothing else', async () => {
  const seen: Record<string, string>[] = []
  const spy = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => {
      seen.push(Object.fromEntries(request.headers))
      return new Response()
    },
  })
  await from({}).ask(`http://127.0.0.1:${spy.port}`, 'POST', '/streams/s/kick', { ...ask, body: 'one' })
  await spy.stop(true)
  const headers = { 'x-hawker-at': seen[0]!['x-hawker-at']!, 'x-hawker-sign': seen[0]!['x-hawker-sign']! }
  const again = (path: string, body: string) => fetch(one.address + path, { method: 'POST', headers, body })
  expect((await again('/streams/s/kick', 'one')).status).toBe(200)
  expect((await again('/streams/s/kick', 'two')).status).toBe(404)
  expect((await again('/streams/t/kick', 'one')).status).toBe(404)
})

test('a process that is gone is told from one that does not answer', async () => {
  const gone = open()
  const { address } = gone
  await gone.stop()
  expect(isGone(await one.ask(address, 'GET', '/live/', ask).catch((error) => error))).toBe(true)
  one.serve('/slow/', () => new Promise(() => {}))
  const late = await one.ask(one.address, 'GET', '/slow/', { timeoutMs: 100 }).catch((error) => error)
  expect(late).toBeInstanceOf(Error)
  expect(isGone(late)).toBe(false)
})
