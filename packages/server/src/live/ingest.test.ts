import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { show } from '@hawker/media/testing'
import { api, isRefusal, type PublicPerson, type RoomId } from '@hawker/protocol'
import { until } from '#kernel/testing/until'
import { UNADMITTED_PER_ADDRESS_MAX } from './ingest-rtmp.ts'
import { LOOK_MS, TAKEOVER_SILENT_MS } from './on-air.ts'
import { signCompatible, signOwn } from './push-signature.ts'
import { TEST_APP, type TestLive, testLive } from './testing.ts'
import { testEncoder } from './testing-encoder.ts'
import { manualTime } from './testing-time.ts'

const time = manualTime()
let t: TestLive
beforeAll(async () => {
  t = await testLive(time)
})
afterAll(() => t.close())

const keyOf = async (room: RoomId) => {
  const { rows } = await t.sql('select stream_name, key_sealed, backup_key_sealed from streams where room_id = $1', [
    room,
  ])
  const [row] = rows as { stream_name: string; key_sealed: string; backup_key_sealed: string }[]
  return { name: row!.stream_name, key: row!.key_sealed.split('|')[2]!, backup: row!.backup_key_sealed.split('|')[2]! }
}
const pushTo = (name: string, query: string) => testEncoder(`rtmp://127.0.0.1:${t.live.port}/live/${name}?${query}`)
const healthOf = async (room: RoomId) => {
  const route = t.live.routes.find(({ endpoint }) => endpoint === api.live.readStreamHealth)!
  return (await route.handle({
    actor: { kind: 'server', app: TEST_APP },
    params: { room },
  } as never)) as api.live.StreamHealth
}

describe('L2 who may publish', () => {
  test('S53 a signed address is let in, and its health is told', async () => {
    const room = t.addRoom('signed')
    const encoder = await testEncoder(await t.addressOf(room))
    expect(encoder.answer).toBe('ready')
    encoder.send(show({ forMs: 3_000 }))
    await until(async () => (await healthOf(room)).keyframeSeconds === 1)
    expect(await healthOf(room)).toMatchObject({
      publishing: true,
      height: 360,
      keyframeSeconds: 1,
      discontinuities: 0,
    })
    encoder.finish()
    await until(async () => !(await healthOf(room)).publishing)
  })

  test('S54 backup key and HMAC form are let in too', async () => {
    const room = t.addRoom('forms')
    await t.addressOf(room)
    const { name, key, backup } = await keyOf(room)
    for (const query of [
      signCompatible(backup, name, time.clock.now() + 60_000),
      signOwn(key, name, time.clock.now() + 60_000),
    ]) {
      const encoder = await pushTo(name, query)
      expect(encoder.answer).toBe('ready')
      encoder.kill()
      await until(async () => !(await healthOf(room)).publishing)
    }
  })

  test('wrong, expired, foreign, shifted and unsigned addresses are refused before anything is stored', async () => {
    const room = t.addRoom('refused')
    const other = t.addRoom('other')
    await t.addressOf(room)
    await t.addressOf(other)
    const { name, key } = await keyOf(room)
    const foreign = await keyOf(other)
    const soon = time.clock.now() + 60_000
    const journal = t.journal.length
    const good = signCompatible(key, name, soon)
    for (const [stream, query] of [
      [name, ''],
      [name, signCompatible('wrong', name, soon)],
      [name, signCompatible(key, name, time.clock.now() - 2_000)],
      [name, signOwn(key, name, time.clock.now() - 2_000)],
      [name, signCompatible(foreign.key, foreign.name, soon)],
      [foreign.name, good],
      [`${name}7`, good.replace('txTime=', 'txTime=0')],
      ['nobody', signCompatible(key, 'nobody', soon)],
      [name, `${good}&txTime=70DBD880`],
    ] as const) {
      const encoder = await pushTo(stream, query)
      expect(encoder.answer).toMatch(/^This address (is not valid|has expired)/)
      encoder.send(show({ forMs: 2_000 }))
      await encoder.closed
    }
    const wrongApp = await testEncoder(`rtmp://127.0.0.1:${t.live.port}/other/${name}?${good}`)
    expect(wrongApp.answer).toBe('This address is not valid.')
    expect((await fetch(t.playlistOf(room))).status).toBe(404)
    expect((await t.sql('select from streams where on_air and room_id = $1', [room])).rowCount).toBe(0)
    expect(t.journal.length).toBe(journal)
    expect(await healthOf(room)).toMatchObject({ publishing: false, advice: ['no-signal'] })
  })

  test('an ended, replayed or banned room takes nobody', async () => {
    for (const status of ['ended', 'replay', 'banned'] as const) {
      const encoder = await testEncoder(await t.addressOf(t.addRoom(`over-${status}`, status)))
      expect(encoder.answer).toBe('This room is over.')
    }
  })
})

describe('L2 a second publisher', () => {
  test('is refused while the first is alive, whatever address it has; the first goes on', async () => {
    const room = t.addRoom('second')
    const url = await t.addressOf(room)
    const first = await testEncoder(url)
    const { name, backup } = await keyOf(room)
    first.send(show({ forMs: 1_000 }))
    await until(async () => (await healthOf(room)).width === 640)
    for (const again of [
      await testEncoder(url),
      await pushTo(name, signCompatible(backup, name, time.clock.now() + 60_000)),
    ])
      expect(again.answer).toBe('Somebody is already publishing this stream.')
    first.send(show({ fromMs: 1_000, forMs: 3_000 }))
    await until(async () => (await fetch(t.playlistOf(room))).status === 200)
    expect(await healthOf(room)).toMatchObject({ publishing: true, discontinuities: 0 })
    first.kill()
  })

  test('with the same address takes over from a line that went silent', async () => {
    const room = t.addRoom('silent')
    const url = await t.addressOf(room)
    const first = await testEncoder(url)
    first.send(show({ forMs: 2_500 }))
    expect(await first.isRead()).toBe(true)
    time.advance(TAKEOVER_SILENT_MS)
    const { name, backup } = await keyOf(room)
    expect((await pushTo(name, signCompatible(backup, name, time.clock.now() + 60_000))).answer).toMatch(
      /already publishing/,
    )
    const second = await testEncoder(url)
    expect(second.answer).toBe('ready')
    await first.closed
    second.send(show({ forMs: 2_500 }))
    await until(async () => (await (await fetch(t.playlistOf(room))).text()).includes('#EXT-X-DISCONTINUITY\n'))
    expect(t.statusOf(room)).toBe('live')
    second.kill()
  })
})

describe('L4 push addresses', () => {
  const person = (role: PublicPerson['role'], id: string) =>
    ({
      kind: 'person',
      app: TEST_APP,
      sessionId: 's',
      person: { id, role, name: id, avatarUrl: null, level: 0 },
    }) as const
  const call = (endpoint: unknown, more: object) =>
    t.live.routes.find((route) => route.endpoint === endpoint)!.handle(more as never)

  test('are signed for 24 hours, and who asked stands in the journal with the reason', async () => {
    const room = t.addRoom('asked')
    const journal = t.journal.length
    const answer = (await call(api.live.readPushAddress, {
      actor: person('owner', 'olga'),
      params: { room },
      body: { reason: 'new encoder' },
    })) as api.live.PushAddress
    expect(api.live.PushAddress.parse(answer)).toEqual(answer)
    expect(answer.url).toBe(answer.server + answer.key)
    expect(answer.server).toBe(`rtmp://127.0.0.1:${t.live.port}/live/`)
    expect(answer.key).toMatch(/^[a-z0-9]{20}\?txSecret=[0-9a-f]{32}&txTime=[0-9A-F]{8}$/)
    expect(answer.expiresAt).toBe(time.clock.now() + 24 * 3_600_000)
    const [entry, ...more] = t.journal.slice(journal)
    expect(more).toEqual([])
    expect(entry).toMatchObject({ kind: 'push-address.read', room, by: 'olga', payload: { reason: 'new encoder' } })
    expect(JSON.stringify(entry)).not.toContain(answer.key.split('txSecret=')[1]!.slice(0, 32))
  })

  test('a host has his own rooms only; an unknown room has none', async () => {
    const room = t.addRoom('hosted')
    t.setHost(room, 'hanna')
    const ask = (who: string) =>
      call(api.live.readPushAddress, { actor: person('host', who), params: { room }, body: {} })
    expect(isRefusal(await ask('hanna'))).toBe(false)
    expect(await ask('otto')).toMatchObject({ refused: 'not-allowed' })
    const missing = { actor: person('owner', 'olga'), params: { room: 'nope' }, body: {} }
    for (const endpoint of [api.live.readPushAddress, api.live.regeneratePushAddress, api.live.readStreamHealth])
      expect(await call(endpoint, missing)).toMatchObject({ refused: 'not-found' })
  })

  test('asked for twice at once there is one stream', async () => {
    const room = t.addRoom('twice')
    const urls = await Promise.all([t.addressOf(room), t.addressOf(room), t.addressOf(room)])
    expect(new Set(urls.map((url) => url.split('?')[0])).size).toBe(1)
  })

  test('regenerated: the publisher is cut, the old address is refused, the play address stays', async () => {
    const room = t.addRoom('regenerated')
    const old = await t.addressOf(room)
    const { name, backup } = await keyOf(room)
    const play = t.playlistOf(room)
    const encoder = await testEncoder(old)
    encoder.send(show({ forMs: 2_500 }))
    await until(async () => (await fetch(play)).status === 200)
    const fresh = (await call(api.live.regeneratePushAddress, {
      actor: { kind: 'server', app: TEST_APP },
      params: { room },
      body: {},
    })) as api.live.PushAddress
    await encoder.closed
    expect((await testEncoder(old)).answer).toBe('This address is not valid.')
    expect((await pushTo(name, signCompatible(backup, name, time.clock.now() + 60_000))).answer).toBe(
      'This address is not valid.',
    )
    expect(t.playlistOf(room)).toBe(play)
    const again = await testEncoder(fresh.url)
    expect(again.answer).toBe('ready')
    again.kill()
  })

  test('a kick cuts the publisher', async () => {
    const room = t.addRoom('kicked')
    const encoder = await testEncoder(await t.addressOf(room))
    expect(t.live.kick(TEST_APP, room)).toBe(true)
    await encoder.closed
    expect(t.live.kick(TEST_APP, 'nobody' as RoomId)).toBe(false)
  })
})

describe('a room that is moved by staff', () => {
  test('ended while the encoder still sends: it is cut, and the playlist ends', async () => {
    const room = t.addRoom('ended-by-staff')
    const encoder = await testEncoder(await t.addressOf(room))
    encoder.send(show({ forMs: 2_500 }))
    await until(async () => (await fetch(t.playlistOf(room))).status === 200)
    t.setStatus(room, 'ended')
    time.advance(LOOK_MS)
    await encoder.closed
    expect(await (await fetch(t.playlistOf(room))).text()).toEndWith('#EXT-X-ENDLIST\n')
  })
})

describe('L1 too many lines', () => {
  test('beyond the limit of one address lines are closed at once, and others publish on', async () => {
    const room = t.addRoom('crowd')
    const url = await t.addressOf(room)
    const first = await testEncoder(url)
    const mute = Array.from({ length: UNADMITTED_PER_ADDRESS_MAX + 20 }, () => connect(t.live.port, '127.0.0.1'))
    let closed = 0
    for (const socket of mute) {
      socket.on('error', () => {})
      socket.on('close', () => closed++)
    }
    await until(() => closed >= 20)
    // Lines are taken in turn: when a later one was turned away, all before it were seen to.
    await new Promise((gone) => connect(t.live.port, '127.0.0.1').on('error', gone).on('close', gone))
    expect(closed).toBe(20)
    first.send(show({ forMs: 2_500 }))
    await until(async () => (await fetch(t.playlistOf(room))).status === 200)
    for (const socket of mute) socket.destroy()
    first.kill()
    await until(async () => (await testEncoder(url)).answer === 'ready')
  })
})
