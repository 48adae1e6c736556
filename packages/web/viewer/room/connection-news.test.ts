import { describe, expect, test } from 'bun:test'
import type { Link } from '@hawker/sdk'
import { type News, nextNews, SILENT_MS } from './connection-news.ts'

const link = (more: Partial<Link>): Link => ({
  state: 'open',
  since: 1_000,
  retryAt: null,
  caughtUp: null,
  lost: null,
  reason: null,
  ending: null,
  until: null,
  ...more,
})
const none: News = { kind: 'none' }
const away: News = { kind: 'away' }

describe('the connection pill', () => {
  test('says nothing of a first opening, nor of a drop shorter than two seconds', () => {
    expect(nextNews(none, link({}), 1_000)?.news).toEqual(none)
    expect(nextNews(none, link({ caughtUp: 3 }), 1_500)?.news).toEqual(none)
    expect(nextNews(none, link({ state: 'waiting' }), 1_500)).toMatchObject({ news: away, inMs: SILENT_MS - 500 })
  })

  test('back: says how much was caught up', () => {
    expect(nextNews(away, link({ caughtUp: 3 }), 9_000)).toMatchObject({ news: { kind: 'back', events: 3 }, inMs: 0 })
  })

  test('N2 says when lines may be missing, also when nobody saw the drop', () => {
    expect(nextNews(none, link({ lost: 90 }), 9_000)).toMatchObject({ news: { kind: 'lost', lost: 90 } })
    expect(nextNews(away, link({ lost: 'unknown' }), 9_000)).toMatchObject({ news: { kind: 'lost', lost: 'unknown' } })
  })
})
