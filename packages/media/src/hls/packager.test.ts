import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { MediaTag } from '../flv/tag.ts'
import { inspectFragment } from '../mp4/inspect.ts'
import { audioConfig, avcRecord, nal, picture, SPS, show, sound, videoConfig } from '../testing.ts'
import { createPackager, type Edge, type Packager, type PackagerOptions } from './packager.ts'

const START = Date.UTC(2026, 4, 1, 12)

function playing(options: Partial<PackagerOptions> = {}) {
  const edges: Edge[] = []
  const packager = createPackager({ suffix: 's', onProgress: (edge) => edges.push(edge), ...options })
  let nowMs = START
  let last: number | undefined
  const pass = (ms: number) => {
    nowMs += ms
  }
  /** The wall clock runs with the sender's, but never back. */
  const feed = (tags: MediaTag[]) =>
    tags.flatMap((tag) => {
      pass(Math.max(0, (tag.timestampMs - (last ?? tag.timestampMs)) | 0))
      last = tag.timestampMs
      return packager.push(tag, nowMs) ?? []
    })
  return { packager, edges, feed, pass }
}

const lines = (packager: Packager) => packager.playlist()?.trimEnd().split('\n') ?? []
const value = (packager: Packager, tag: string) =>
  lines(packager)
    .find((line) => line.startsWith(`#EXT-X-${tag}:`))
    ?.slice(tag.length + 8)

/** Everything that may be asked for, track by track. */
function runsOf(packager: Packager) {
  return lines(packager).flatMap((line) => {
    const name = line.startsWith('seg-') ? packager.resolve(line) : undefined
    return name?.kind === 'segment' ? inspectFragment(packager.segment(name.msn)!) : []
  })
}

describe('what is offered', () => {
  test('nothing until the first segment is whole, then the playlist as the draft has it', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 1000 }))
    expect(packager.playlist()).toBeUndefined()
    feed(show({ fromMs: 1000, forMs: 500 }).slice(2))
    expect(packager.playlist()).toBe(`#EXTM3U
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:1
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.60000
#EXT-X-PART-INF:PART-TARGET=0.20000
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-MAP:URI="init-1-s.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-05-01T12:00:00.000Z
#EXT-X-PART:DURATION=0.20000,URI="part-0.0-s.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="part-0.1-s.m4s"
#EXT-X-PART:DURATION=0.20000,URI="part-0.2-s.m4s"
#EXT-X-PART:DURATION=0.20000,URI="part-0.3-s.m4s"
#EXT-X-PART:DURATION=0.20000,URI="part-0.4-s.m4s"
#EXTINF:1.00000,
seg-0-s.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-05-01T12:00:01.000Z
#EXT-X-PART:DURATION=0.20000,URI="part-1.0-s.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="part-1.1-s.m4s"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-1.2-s.m4s"
`)
  })

  test('a segment is its parts in order; asking for it does not double what is held', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 2500 }))
    const parts = [0, 1, 2, 3, 4].map((part) => packager.part(0, part)!.slice())
    const held = packager.bytes
    expect(Buffer.concat(parts)).toEqual(Buffer.from(packager.segment(0)!))
    expect(packager.part(0, 2)!.buffer).toBe(packager.segment(0)!.buffer)
    expect(packager.part(0, 2)).toEqual(parts[2]!)
    expect(packager.bytes).toBe(held)
    expect(packager.segment(2)).toBeUndefined()
  })

  test('names are only ours with our suffix', () => {
    const { packager } = playing({ suffix: 'k3_-' })
    expect(packager.resolve('part-12.3-k3_-.m4s')).toEqual({ kind: 'part', msn: 12, part: 3 })
    expect(packager.resolve('seg-12-k3_-.m4s')).toEqual({ kind: 'segment', msn: 12 })
    expect(packager.resolve('init-1-k3_-.mp4')).toEqual({ kind: 'init', id: 1 })
    for (const name of [
      'part-12.3-k3.m4s',
      'part-12-k3_-.m4s',
      'init-1-k3_-.m4s',
      '../seg-1-k3_-.m4s',
      'seg-1.mp4',
      '',
    ]) {
      expect(packager.resolve(name)).toBeUndefined()
    }
    expect(() => createPackager({ suffix: 'a/b' })).toThrow(TypeError)
  })

  test('6.2.5.2: a request is answerable once what it asks for exists; past the last part means the next segment', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 1040 }))
    expect(packager.edge).toEqual({ msn: 1, part: 0, ended: false })
    expect([packager.has(0), packager.has(0, 4), packager.has(1), packager.has(1, 0)]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(packager.has(0, 5)).toBe(false)
    feed(show({ fromMs: 1040, forMs: 300 }).slice(2))
    expect([packager.has(0, 5), packager.has(1, 0), packager.has(1, 1), packager.has(2)]).toEqual([
      true,
      true,
      false,
      false,
    ])
    packager.end()
    expect(packager.has(99, 9)).toBe(true)
  })

  test('progress is told once for each part, and the playlist stays one string in between', () => {
    const { packager, edges, feed } = playing()
    const texts = new Set<string>()
    for (const tag of show({ forMs: 5000 })) {
      feed([tag])
      texts.add(packager.playlist() ?? '')
    }
    expect(edges).toHaveLength(24)
    expect(edges.slice(3, 6)).toEqual([
      { msn: 0, part: 4, ended: false },
      { msn: 1, part: 0, ended: false },
      { msn: 1, part: 1, ended: false },
    ])
    expect(texts.size).toBe(edges.length - 4 + 1)
  })

  test('old segments leave the playlist, stay fetchable for a while, and are then forgotten', () => {
    const { packager, feed } = playing({ windowMs: 4000 })
    feed(show({ forMs: 30_000 }))
    expect(value(packager, 'MEDIA-SEQUENCE')).toBe('25')
    expect(packager.segment(24)).toBeDefined()
    expect(packager.segment(15)).toBeUndefined()
    expect(lines(packager).filter((line) => line.startsWith('#EXTINF'))).toHaveLength(4)
  })

  test('the end closes the list, with everything that was pending', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 1480 }))
    packager.end()
    packager.end()
    const text = lines(packager)
    expect(text.at(-1)).toBe('#EXT-X-ENDLIST')
    expect(text).toContain('#EXTINF:0.48000,')
    expect(text.some((line) => line.includes('PRELOAD-HINT'))).toBe(false)
    expect(feed(show({ fromMs: 1480, forMs: 1000 }))).toEqual([])
    expect(packager.edge).toEqual({ msn: 2, part: 0, ended: true })
  })
})

describe('where it begins', () => {
  test('a stream without keyframe waits for one', () => {
    const { packager, feed } = playing()
    feed([videoConfig(), audioConfig(), ...Array.from({ length: 100 }, (_, i) => picture(i * 40, false))])
    expect(packager.edge).toEqual({ msn: 0, part: 0, ended: false })
    feed(show({ fromMs: 4000, forMs: 1040 }).slice(2))
    expect(packager.edge.msn).toBe(1)
  })

  test('picture alone plays', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 2040, audio: false }))
    expect(packager.tracks).toEqual({ video: { codec: 'avc1.64001e', width: 640, height: 360 } })
    expect(runsOf(packager).every((run) => run.trackId === 1)).toBe(true)
    expect(packager.edge.msn).toBe(2)
  })

  test('sound alone plays: at once when no picture was announced, else after two seconds', () => {
    const announced = playing()
    announced.packager.expect({ hasVideo: false })
    const silent = playing()
    for (const { feed } of [announced, silent]) feed(show({ forMs: 4000, video: false }))
    expect(announced.packager.edge.msn).toBe(3)
    expect(silent.packager.edge.msn).toBe(1)
    expect(value(announced.packager, 'PART-INF')).toBe('PART-TARGET=0.22000')
  })

  test('sound that comes late begins with the next keyframe, behind a discontinuity and a new map', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 1520, audio: false }))
    feed(
      show({ fromMs: 1520, forMs: 2520 })
        .slice(1)
        .map((tag) => (tag.type === 'video' ? picture(tag.timestampMs, tag.timestampMs % 1000 === 0) : tag)),
    )
    expect(packager.playlist()).toContain('#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-2-s.mp4"')
    expect(packager.tracks.audio).toEqual({ codec: 'mp4a.40.2', sampleRate: 48_000, channels: 2 })
    const pictures = runsOf(packager).filter((run) => run.trackId === 1)
    expect(pictures.reduce((sum, run) => sum + run.samples.length, 0)).toBe(100)
  })

  test('a headers-only repeat changes nothing', () => {
    const { packager, feed } = playing()
    for (let ms = 0; ms < 4000; ms += 1000) feed(show({ fromMs: ms, forMs: 1000 }))
    expect(packager.discontinuities).toBe(0)
    expect(packager.playlist()!.match(/EXT-X-MAP/g)).toHaveLength(1)
  })

  test('a picture larger than allowed is refused in words; upright counts like lying', () => {
    const { packager } = playing({ maxWidth: 640, maxHeight: 359 })
    expect(packager.push(videoConfig(), START)).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('640 × 360'),
    })
  })
})

describe('time games (L9)', () => {
  test('the sender’s clock wraps at 2^32 and nothing happens', () => {
    const { packager, feed } = playing()
    feed(show({ fromMs: 2 ** 32 - 2000, forMs: 5000 }))
    expect(packager.discontinuities).toBe(0)
    expect(packager.edge.msn).toBe(4)
    const sums = runsOf(packager).filter((run) => run.trackId === 1)
    expect(sums.map((run) => run.dts)).toEqual(sums.map((_, i) => 90_000 + i * 18_000))
  })

  test.each([
    ['backward', -3000],
    ['11 s ahead', 11_000],
  ])('a jump %s is a discontinuity, and our own time goes on', (_, jump) => {
    const { packager, feed } = playing()
    feed(show({ fromMs: 100_000, forMs: 2500 }))
    feed(show({ fromMs: 102_500 + jump, forMs: 2500 }).slice(2))
    expect(packager.discontinuities).toBe(1)
    expect(packager.playlist()).toContain('#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-1-s.mp4"')
    const pictures = runsOf(packager).filter((run) => run.trackId === 1)
    expect(pictures.map((run) => run.dts)).toEqual(pictures.map((run) => run.dts).sort((a, b) => a - b))
    const dates = lines(packager).filter((line) => line.includes('DATE-TIME'))
    expect(dates).toEqual([...dates].sort())
  })

  test('a jump in the middle of a GOP waits for a keyframe', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 2000 }))
    feed(Array.from({ length: 10 }, (_, i) => picture(500_000 + i * 40, false)))
    expect(packager.edge).toMatchObject({ msn: 2, part: 0 })
    expect(lines(packager).at(-1)).toBe('#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-2.0-s.m4s"')
    feed(show({ fromMs: 500_400, forMs: 1040 }).slice(2))
    expect(packager.edge).toMatchObject({ msn: 3 })
  })

  test('sound whose clock went astray is left out; the picture goes on', () => {
    const { packager, feed } = playing()
    feed(
      show({ forMs: 3040 }).map((tag) =>
        tag.type === 'audio' && tag.timestampMs > 1000 ? sound(tag.timestampMs + 50_000) : tag,
      ),
    )
    expect(packager.discontinuities).toBe(0)
    expect(packager.edge.msn).toBe(3)
  })

  test('sound is counted, not timed: rounded milliseconds leave no hole; more than 80 ms does', () => {
    const { packager, feed } = playing()
    feed(
      show({ forMs: 2040 }).map((tag) =>
        tag.type === 'audio' && tag.timestampMs > 1100 ? sound(tag.timestampMs + 200) : tag,
      ),
    )
    const runs = runsOf(packager).filter((run) => run.trackId === 2)
    const times = runs.flatMap((run) => {
      let at = run.dts
      return run.samples.map((sample) => {
        at += sample.duration
        return at - sample.duration
      })
    })
    const steps = times.slice(1).map((time, i) => time - times[i]!)
    expect(steps.filter((step) => step !== 1024)).toHaveLength(1)
    expect(Math.max(...steps)).toBeWithin(1024 + 9000, 1024 + 10_000)
  })

  test('a GOP longer than 30 s is cut, and the caller warned once', () => {
    const { packager, feed } = playing()
    const violations = feed(show({ forMs: 45_000, gopMs: 100_000 }))
    expect(violations).toMatchObject([{ code: 'gop-too-long' }])
    expect(packager.edge.msn).toBe(1)
    expect(value(packager, 'TARGETDURATION')).toBe('30')
  })

  test('whatever the timestamps, the playlist is valid and time goes forward', () => {
    const step = fc.record({
      kind: fc.constantFrom('key', 'frame', 'frame', 'frame', 'sound', 'sound', 'config', 'restart'),
      ms: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 500 }) },
        fc.integer({ min: -20_000, max: 40_000 }),
        fc.nat(0xffffffff),
      ),
      compositionMs: fc.integer({ min: -200, max: 400 }),
      late: fc.nat(2000),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 400 }), fc.nat(0xffffffff), (steps, from) => {
        const checks = createChecks()
        const packager = createPackager({ suffix: 'p', onProgress: () => checks.look(packager) })
        let at = from
        let nowMs = START
        packager.push(videoConfig(), nowMs)
        packager.push(audioConfig(), nowMs)
        for (const { kind, ms, compositionMs, late } of steps) {
          at = (at + ms) >>> 0
          nowMs += late
          if (kind === 'restart') {
            packager.restart()
            packager.push(videoConfig(), nowMs)
          } else if (kind === 'config') packager.push(audioConfig(at, ms % 2 ? [0x12, 0x10] : [0x11, 0x90]), nowMs)
          else packager.push(kind === 'sound' ? sound(at) : picture(at, kind === 'key', { compositionMs }), nowMs)
        }
        packager.end()
      }),
      { numRuns: 150 },
    )
  })
})

/** Looks at every state of a playlist: its own rules, and that each continues the one before. */
function createChecks() {
  const ends = new Map<string, number>()
  const seen = new Set<string>()
  let lastMsn = 0
  let lastDiscontinuities = 0
  return {
    look(packager: Packager) {
      const text = lines(packager)
      if (text.length === 0) return
      const msn = Number(value(packager, 'MEDIA-SEQUENCE'))
      const discontinuities = Number(value(packager, 'DISCONTINUITY-SEQUENCE'))
      expect(msn).toBeGreaterThanOrEqual(lastMsn)
      expect(discontinuities).toBeGreaterThanOrEqual(lastDiscontinuities)
      lastMsn = msn
      lastDiscontinuities = discontinuities
      const target = Number(value(packager, 'TARGETDURATION'))
      const partTarget = Number(value(packager, 'PART-INF')!.split('=')[1])
      let lastDate = ''
      let partsMs = 0
      let expected = msn
      let init = ''
      for (const line of text) {
        const map = /EXT-X-MAP:URI="(.*)"/.exec(line)?.[1]
        if (map) {
          const name = packager.resolve(map)
          expect(name?.kind === 'init' && packager.init(name.id)).toBeTruthy()
          init = map
        }
        const date = /DATE-TIME:(.*)/.exec(line)?.[1]
        if (date) {
          expect(date > lastDate).toBe(true)
          lastDate = date
          partsMs = 0
        }
        const part = /EXT-X-PART:DURATION=([\d.]+),URI="(.*?)"/.exec(line)
        if (part) {
          expect(Number(part[1])).toBeLessThanOrEqual(partTarget)
          expect(Number(part[1])).toBeGreaterThan(0)
          partsMs += Number(part[1])
          lookAtPart(packager, part[2]!, init)
        }
        const duration = /EXTINF:([\d.]+)/.exec(line)?.[1]
        if (duration) {
          expect(Math.round(Number(duration))).toBeLessThanOrEqual(target)
          if (partsMs > 0) expect(partsMs).toBeCloseTo(Number(duration), 2)
        }
        if (line.startsWith('seg-')) {
          expect(packager.resolve(line)).toEqual({ kind: 'segment', msn: expected })
          expect(packager.has(expected++)).toBe(true)
        }
      }
    },
  }

  function lookAtPart(packager: Packager, uri: string, init: string) {
    if (seen.has(uri)) return
    seen.add(uri)
    const name = packager.resolve(uri)
    if (name?.kind !== 'part') throw new Error(`no part: ${uri}`)
    for (const run of inspectFragment(packager.part(name.msn, name.part)!)) {
      const key = `${init} ${run.trackId}`
      expect(run.dts).toBeGreaterThanOrEqual(ends.get(key) ?? 0)
      ends.set(key, run.dts + run.samples.reduce((sum, sample) => sum + sample.duration, 0))
      for (const sample of run.samples) expect(sample.duration).toBeGreaterThan(0)
    }
  }
}

describe('a publisher that comes back (U3, U4)', () => {
  test('goes on behind a discontinuity with a new map; numbers and dates run on', () => {
    const { packager, feed, pass, edges } = playing()
    feed(show({ fromMs: 70_000, forMs: 2300 }))
    packager.restart()
    const told = edges.length
    packager.restart()
    expect(edges).toHaveLength(told)
    expect(packager.edge).toEqual({ msn: 3, part: 0, ended: false })
    pass(5000)
    feed(show({ forMs: 1240 }))
    expect(packager.playlist()).toMatch(
      /seg-2-s.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-2-s.mp4"\n#EXT-X-PROGRAM-DATE-TIME:2026-05-01T12:00:07/,
    )
    expect(packager.edge).toMatchObject({ msn: 4 })
    expect(packager.discontinuities).toBe(1)
  })

  test('the count of discontinuities moves when one leaves the list; an init is kept while it is needed', () => {
    const { packager, feed } = playing({ windowMs: 4000 })
    feed(show({ forMs: 2000 }))
    packager.restart()
    feed(show({ forMs: 3500 }))
    expect(value(packager, 'DISCONTINUITY-SEQUENCE')).toBe('0')
    expect(packager.init(1)).toBeDefined()
    feed(show({ fromMs: 3500, forMs: 20_000 }).slice(2))
    expect(value(packager, 'DISCONTINUITY-SEQUENCE')).toBe('1')
    expect(packager.init(1)).toBeUndefined()
    expect(packager.init(2)).toBeDefined()
  })

  test('another picture size in mid-stream takes effect with its keyframe', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 1200 }))
    feed([videoConfig(1200, avcRecord(SPS.with(3, 31))), picture(1200, false), picture(1240, false)])
    feed(show({ fromMs: 1280, forMs: 1040 }).slice(2))
    expect(packager.discontinuities).toBe(1)
    expect(packager.tracks.video?.codec).toBe('avc1.64001f')
    expect(packager.edge.msn).toBe(3)
  })
})

describe('limits', () => {
  test('L8: memory stays under its bound, whatever is poured in', () => {
    const maxBytes = 8 * 1024 * 1024
    const { packager } = playing({ maxBytes })
    const big = nal(0x41, ...new Array(60_000).fill(7))
    const key = big.with(4, 0x65)
    packager.push(videoConfig(), START)
    for (let i = 0; i < 600; i++) {
      packager.push(picture(i * 40, i % 250 === 0, { nals: i % 250 === 0 ? key : big }), START + i * 40)
      expect(packager.bytes).toBeLessThanOrEqual(maxBytes)
      if (i % 50 === 0) packager.segment(packager.edge.msn - 1)
    }
    expect(packager.playlist()).toBeDefined()
  })

  test('a thousand pictures at one moment make parts of at most 512', () => {
    const { packager, feed } = playing()
    feed([videoConfig(), ...Array.from({ length: 1200 }, (_, i) => picture(0, i === 0))])
    expect(packager.edge).toMatchObject({ msn: 0, part: 2 })
    expect(inspectFragment(packager.part(0, 0)!)[0]!.samples).toHaveLength(512)
  })

  test('an AAC frame larger than AAC allows, and a broken picture, are dropped with a word', () => {
    const { packager, feed } = playing()
    feed(show({ forMs: 400 }))
    const huge = { type: 'audio', timestampMs: 400, payload: new Uint8Array(9000).fill(1).with(0, 0xaf) } as const
    expect(packager.push(huge, START)).toMatchObject({ code: 'too-large' })
    expect(packager.push(picture(400, false, { nals: [0, 0, 9, 9, 1] }), START)).toMatchObject({ code: 'malformed' })
    expect(feed(show({ fromMs: 400, forMs: 1000 }).slice(2))).toEqual([])
  })

  test('composition offsets are signed in the fragment', () => {
    const { packager, feed } = playing()
    feed([
      videoConfig(),
      picture(0, true, { compositionMs: 80 }),
      picture(40, false, { compositionMs: -40 }),
      picture(80, false),
    ])
    packager.end()
    expect(inspectFragment(packager.part(0, 0)!)[0]!.samples.map((sample) => sample.composition)).toEqual([
      7200, -3600, 0,
    ])
    expect(packager.playlist()).toContain('12:00:00.080Z')
  })
})
