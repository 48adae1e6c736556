// Mutated and random RTMP connections against a real port. Seeded: a run that hurt prints its seed.
import { expect, test } from 'bun:test'
import { connect } from 'node:net'
import { createRtmpIngest, createRtmpPublisher, type MediaTag, parseRtmpAddress } from '@hawker/media'
import { show } from '@hawker/media/testing'
import { type Chance, seededChance } from '#kernel/chance'
import { until } from '#kernel/testing/until'
import { type TestLive, testLive } from './testing.ts'
import { testEncoder } from './testing-encoder.ts'

const LIMIT_MS = 400_000
const CONNECTIONS = 12_000
const WARM_UP = 2_000
/** Few enough that the door's own limits turn nearly none away unread. */
const AT_ONCE = 24
const TARGETS = 32
/** Most go at once; some wait for the database to let them in, so that their media is read too. */
const LINGER_MS = 20
const LINGERING = 0.1
/** What leaks grows in every round; what the allocator keeps does so in the first few. */
const RSS_GROWTH_MAX_BYTES = 8 * 1_048_576
const ROUNDS_MIN = 3
const ROUNDS_MAX = 12
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_727)

interface Session {
  readonly bytes: Uint8Array
  readonly mediaAt: number
}

/** What an encoder with this address says, as one run of bytes, and where its media begins. */
const record = (url: string, tags: readonly MediaTag[]): Session => {
  const publisher = createRtmpPublisher(parseRtmpAddress(url)!)
  const server = createRtmpIngest()
  const said: Uint8Array[] = []
  const say = (bytes: Uint8Array) => {
    said.push(bytes)
    for (const output of server.push(bytes)) {
      if (output.kind === 'send') hear(output.bytes)
      if (output.kind === 'publish')
        for (const answer of server.accept()) if (answer.kind === 'send') hear(answer.bytes)
    }
  }
  const hear = (bytes: Uint8Array) => {
    for (const output of publisher.push(bytes)) if (output.kind === 'send') say(output.bytes)
  }
  say(publisher.start())
  expect(publisher.ready).toBe(true)
  const mediaAt = Buffer.concat(said).length
  for (const tag of tags) say(publisher.write(tag))
  // A copy: slices of a Buffer would share its bytes, and mutations would pile up.
  return { bytes: Uint8Array.from(Buffer.concat(said)), mediaAt }
}

const int = (chance: Chance, below: number) => Math.floor(chance.next() * below)

const HANDSHAKE_BYTES = 1 + 2 * 1_536

/** Some bytes of a good session changed, cut, doubled or dropped; or nothing but noise. */
const mutate = (good: Session, chance: Chance): { bytes: Uint8Array; linger: boolean } => {
  const kind = int(chance, 8)
  const linger = chance.next() < LINGERING
  if (kind === 0) return { bytes: chance.bytes(1 + int(chance, 3_000)), linger }
  if (kind === 1) return { bytes: good.bytes.slice(0, int(chance, good.bytes.length)), linger }
  if (kind === 2) {
    const noise = chance.bytes(1 + int(chance, 1_500))
    return { bytes: Buffer.concat([good.bytes.subarray(0, HANDSHAKE_BYTES), noise]), linger }
  }
  // Half of them keep the way in whole, so that what is broken is the media of somebody who was let in.
  const bytes = good.bytes.slice()
  const from = kind === 3 ? 0 : kind === 4 ? HANDSHAKE_BYTES : good.mediaAt
  const place = () => from + int(chance, bytes.length - from)
  for (let i = 1 + int(chance, 6); i > 0; i--) bytes[place()] = int(chance, 256)
  if (kind !== 7) return { bytes, linger: linger || kind > 4 }
  const [a, b] = [place(), place()].sort((x, y) => x - y) as [number, number]
  const doubled = Buffer.concat([bytes.subarray(0, b), bytes.subarray(a, b), bytes.subarray(b)])
  return { bytes: doubled, linger: true }
}

const throwAt = (port: number, bytes: Uint8Array, linger: boolean) =>
  new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.on('connect', () => {
      socket.write(bytes, () => setTimeout(() => socket.destroy(), linger ? LINGER_MS : 1))
    })
    socket.resume()
  })

/** One publisher in real time beside it all; answers the parts its playlist listed. */
const neighbour = async (t: TestLive) => {
  const room = t.addRoom('neighbour')
  const encoder = await testEncoder(await t.addressOf(room))
  const [video, audio, ...rest] = show({ forMs: 2 * LIMIT_MS })
  encoder.send([video!, audio!])
  const began = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = rest.findIndex(({ timestampMs }) => timestampMs > performance.now() - began)
    encoder.send(rest.slice(sent, due))
    sent = due
  }, 20)
  return {
    encoder,
    playlist: t.playlistOf(room),
    stop: () => {
      clearInterval(timer)
      encoder.kill()
    },
  }
}

test(
  `L1 ${CONNECTIONS.toLocaleString('en')} mutated RTMP connections (seed ${SEED}): the process lives, memory stays flat, the neighbour's picture has no gap`,
  async () => {
    const t = await testLive()
    const chance = seededChance(SEED)
    const urls = await Promise.all(Array.from({ length: TARGETS }, (_, i) => t.addressOf(t.addRoom(`target-${i}`))))
    const media = show({ forMs: 400 })
    const sessions = urls.map((url) => record(url, media))
    const unsigned = record(urls[0]!.replace(/txSecret=../, 'txSecret=00'), media)
    const beside = await neighbour(t)

    const run = async (count: number) => {
      let left = count
      const lane = async () => {
        while (left-- > 0) {
          const good = chance.next() < 0.8 ? sessions[int(chance, TARGETS)]! : unsigned
          const { bytes, linger } = mutate(good, chance)
          await throwAt(t.live.port, bytes, linger)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, lane))
      expect(await beside.encoder.isRead()).toBe(true)
      Bun.gc(true)
      return process.memoryUsage.rss()
    }
    const grew: number[] = []
    let before = await run(WARM_UP)
    while (grew.length < ROUNDS_MIN || (grew.length < ROUNDS_MAX && Math.min(...grew) >= RSS_GROWTH_MAX_BYTES)) {
      const after = await run(CONNECTIONS / ROUNDS_MIN)
      grew.push(after - before)
      before = after
    }
    console.log(`memory grew by ${grew.map((bytes) => `${(bytes / 1_048_576).toFixed(1)} MB`).join(', ')}`)
    expect(Math.min(...grew)).toBeLessThan(RSS_GROWTH_MAX_BYTES)

    // The show of each target was interrupted and taken up as its publishers came and went.
    const returns = () => t.moves.filter((move) => move.endsWith(':live')).length
    while (returns() <= CONNECTIONS / 100) await run(CONNECTIONS / 12)

    const playlist = async () => {
      const text = await (await fetch(beside.playlist)).text()
      const durations = [...text.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds))
      return durations.length > 3 ? { text, durations } : null
    }
    const { text, durations } = await until(playlist)
    expect(await beside.encoder.isRead()).toBe(true)
    expect(text).not.toContain('#EXT-X-DISCONTINUITY\n')
    for (const seconds of durations) expect(seconds).toBeCloseTo(1, 1)
    beside.stop()
    await t.close()
  },
  LIMIT_MS,
)
