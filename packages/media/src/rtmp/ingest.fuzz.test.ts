// Mutated connections: whatever comes in, nothing is thrown and nothing grows. A seed that hurt is run again by
// FUZZ_SEED=… ; FUZZ_CASES=1000000 makes it long.
import { expect, test } from 'bun:test'
import { joinBytes } from '../bytes/writer.ts'
import { createPackager } from '../hls/packager.ts'
import { show } from '../testing.ts'
import { parseRtmpAddress } from './address.ts'
import { createRtmpIngest, type RtmpOutput } from './ingest.ts'
import { controls } from './message.ts'
import { createRtmpPublisher } from './publisher.ts'

const CASES = Number(process.env.FUZZ_CASES ?? 12_000)
const seed = Number(process.env.FUZZ_SEED ?? 20_261_130)

/** mulberry32: small, and the same everywhere. */
function chance(from: number) {
  let state = from
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return { below: (limit: number) => Math.floor(next() * limit) }
}

/** Everything an honest publisher says, split where it waits for an answer. */
function honest(): Uint8Array[] {
  const publisher = createRtmpPublisher(parseRtmpAddress('rtmp://localhost/live/a?txSecret=1&txTime=2')!)
  const ingest = createRtmpIngest()
  const said: Uint8Array[] = [publisher.start()]
  for (let i = 0; i < said.length; i++) {
    const outputs = ingest.push(said[i]!)
    if (ingest.state === 'deciding') outputs.push(...ingest.accept())
    for (const output of outputs) {
      if (output.kind !== 'send') continue
      for (const answer of publisher.push(output.bytes)) if (answer.kind === 'send') said.push(answer.bytes)
    }
  }
  const media = show({ forMs: 600, gopMs: 200 }).map((tag) => publisher.write(tag))
  return [...said, publisher.metadata({ width: 640, hasVideo: true }), controls.setChunkSize(4096), ...media]
}

const session = honest()

function mutate(random: ReturnType<typeof chance>): Uint8Array[] {
  const pieces = [...session]
  const kind = random.below(6)
  if (kind === 0) return [Uint8Array.from({ length: 1 + random.below(4000) }, () => random.below(256))]
  const from = random.below(5) === 0 ? 0 : Math.min(1 + random.below(pieces.length), pieces.length - 1)
  const flips = 1 + random.below(8)
  for (let i = 0; i < flips; i++) {
    const at = from + random.below(pieces.length - from)
    const piece = pieces[at]!.slice()
    const edge = random.below(2) === 0 ? Math.min(piece.length, 40) : piece.length
    const where = random.below(Math.max(1, edge))
    if (kind === 1) piece[where] = random.below(256)
    else if (kind === 2) piece[where] = [0, 0xff, 0x7f, 0x80, 0xc4][random.below(5)]!
    pieces[at] = kind === 3 ? piece.subarray(0, where) : piece
    if (kind === 4) pieces.splice(at, 1, piece, piece)
    if (kind === 5)
      pieces.splice(
        at,
        1,
        piece,
        Uint8Array.from({ length: random.below(64) }, () => random.below(256)),
      )
  }
  return pieces
}

test(
  `${CASES} mutated connections: no throw escapes, memory stays, and each ends or lives on`,
  () => {
    console.log(`FUZZ_SEED=${seed}`)
    const reached = new Map<string, number>()
    let memoryAtHalf = 0
    for (let i = 0; i < CASES; i++) {
      const random = chance(seed + i)
      const ingest = createRtmpIngest()
      const packager = createPackager({ suffix: 'fuzz', maxBytes: 8 * 1024 * 1024 })
      const hear = (outputs: RtmpOutput[]) => {
        for (const output of outputs) {
          if (output.kind === 'tag') packager.push(output.tag, output.tag.timestampMs)
          if (output.kind === 'metadata') packager.expect(output.facts)
          if (output.kind === 'publish') hear(random.below(8) === 0 ? ingest.refuse('no') : ingest.accept())
        }
      }
      try {
        const bytes = joinBytes(mutate(random))
        for (let at = 0; at < bytes.length; ) {
          const step = 1 + random.below(3000)
          hear(ingest.push(bytes.subarray(at, at + step)))
          at += step
        }
        packager.end()
        expect(packager.bytes).toBeLessThanOrEqual(8 * 1024 * 1024)
      } catch (error) {
        throw new Error(`FUZZ_SEED=${seed + i} FUZZ_CASES=1`, { cause: error })
      }
      reached.set(ingest.state, (reached.get(ingest.state) ?? 0) + 1)
      if (i === CASES >> 1) {
        Bun.gc(true)
        memoryAtHalf = process.memoryUsage().heapUsed
      }
    }
    Bun.gc(true)
    if (CASES >= 1000) {
      expect(process.memoryUsage().heapUsed - memoryAtHalf).toBeLessThan(16 * 1024 * 1024)
      for (const state of ['publishing', 'ended']) expect(reached.get(state)).toBeGreaterThan(CASES / 10)
    }
  },
  60_000 + CASES,
)

test('unfinished messages before the publish take 128 KiB together at most', () => {
  const ingest = createRtmpIngest()
  ingest.push(joinBytes([session[0]!, new Uint8Array(1536)]))
  const announce = (id: number, bytes: number) =>
    Uint8Array.of(id, 0, 0, 0, (bytes >> 16) & 255, (bytes >> 8) & 255, bytes & 255, 20, 0, 0, 0, 0)
  const one = (id: number, bytes: number) => joinBytes([announce(id, bytes), new Uint8Array(128)])
  expect(ingest.push(one(3, 60_000))).toEqual([])
  expect(ingest.push(one(4, 60_000))).toEqual([])
  expect(ingest.push(one(5, 60_000)).map((output) => output.kind)).toEqual(['violation', 'end'])
})
