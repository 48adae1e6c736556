// Real encoders in, a real decoder out. Needs ffmpeg and ffprobe; without them these tests fail, and say so.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createPackager,
  createRtmpIngest,
  createRtmpPublisher,
  isViolation,
  type MediaTag,
  type Packager,
  parseRtmpAddress,
  type RtmpOutput,
  readFlv,
} from './index.ts'
import { inspectFragment } from './mp4/inspect.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hawker-media-'))
  for (const tool of ['ffmpeg', 'ffprobe']) {
    if (!Bun.which(tool)) throw new Error(`${tool} is missing: install it (Debian: apt-get install ffmpeg)`)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...command: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command)
  if (exitCode !== 0) throw new Error(`${command[0]} failed: ${stderr}`)
  if (stderr.length > 0) throw new Error(`${command[0]} complained: ${stderr}`)
  return stdout.toString()
}

const SECONDS = 6
const PICTURE = ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=25:d=${SECONDS}`]
const SOUND = ['-f', 'lavfi', '-i', `sine=f=440:r=44100:d=${SECONDS}`]
const AVC = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25', '-threads', '1']
const AAC = ['-c:a', 'aac', '-b:a', '64k']

const encodings = {
  'without B-frames': [...PICTURE, ...SOUND, ...AVC, '-tune', 'zerolatency', ...AAC],
  'with B-frames and long GOPs': [...PICTURE, ...SOUND, ...AVC, '-bf', '3', '-g', '50', ...AAC],
  'picture only, 30000/1001 a second': [...PICTURE, ...AVC, '-r', '30000/1001', '-g', '30'],
  'sound only': [...SOUND, ...AAC],
}

function encode(options: string[]): MediaTag[] {
  const file = join(folder, 'input.flv')
  run('ffmpeg', '-y', '-v', 'error', ...options, '-f', 'flv', file)
  const flv = readFlv(new Uint8Array(readFileSync(file)))
  if (isViolation(flv)) throw flv
  return flv.tags
}

/** Both ends of RTMP with nothing between them. */
function throughRtmp(tags: MediaTag[]): MediaTag[] {
  const ingest = createRtmpIngest()
  const publisher = createRtmpPublisher(parseRtmpAddress('rtmp://localhost/live/test')!)
  const arrived: MediaTag[] = []
  const toServer: Uint8Array[] = [publisher.start()]
  const carry = () => {
    for (let bytes = toServer.shift(); bytes; bytes = toServer.shift()) hear(ingest.push(bytes))
  }
  const hear = (outputs: RtmpOutput[]) => {
    for (const output of outputs) {
      if (output.kind === 'violation') throw output.violation
      if (output.kind === 'publish') hear(ingest.accept())
      if (output.kind === 'tag') arrived.push(output.tag)
      if (output.kind !== 'send') continue
      for (const answer of publisher.push(output.bytes)) if (answer.kind === 'send') toServer.push(answer.bytes)
    }
  }
  carry()
  for (const tag of tags) {
    toServer.push(publisher.write(tag))
    carry()
  }
  return arrived
}

/** Says what onMetaData would say, where it matters. */
const factsOf = (tags: MediaTag[]) => ({ hasVideo: tags.some((tag) => tag.type === 'video') })

interface Packed {
  packager: Packager
  /** Every segment of one init, in order. */
  files: Uint8Array[][]
  playlists: string[]
}

function pack(sessions: MediaTag[][]): Packed {
  const playlists: string[] = []
  const files: Uint8Array[][] = []
  let seen = 0
  let init = ''
  const packager = createPackager({
    suffix: 'test',
    onProgress: ({ msn }) => {
      const playlist = packager.playlist()
      if (!playlist) return
      playlists.push(playlist)
      for (; seen < msn; seen++) {
        const before = playlist.slice(0, playlist.indexOf(`\nseg-${seen}-`))
        const map = [...before.matchAll(/MAP:URI="(.*)"/g)].at(-1)![1]!
        const name = packager.resolve(map)
        if (map !== init && name?.kind === 'init') files.push([packager.init(name.id)!])
        init = map
        files.at(-1)!.push(packager.segment(seen)!)
      }
    },
  })
  let nowMs = Date.UTC(2026, 0, 1)
  for (const tags of sessions) {
    packager.expect(factsOf(tags))
    for (const tag of tags) {
      const violation = packager.push(tag, nowMs + tag.timestampMs)
      if (violation) throw violation
    }
    nowMs += 60_000
    packager.restart()
  }
  packager.end()
  return { packager, files, playlists }
}

function write(pieces: Uint8Array[]): string {
  const file = join(folder, `output-${crypto.randomUUID()}.mp4`)
  writeFileSync(file, Buffer.concat(pieces))
  return file
}

interface Packet {
  codec_type: 'video' | 'audio'
  dts_time: string
}

const packetsOf = (file: string): Packet[] =>
  JSON.parse(run('ffprobe', '-v', 'error', '-show_packets', '-of', 'json', file)).packets

const decodes = (file: string) => run('ffmpeg', '-v', 'error', '-xerror', '-i', file, '-f', 'null', '-')

test.each(Object.entries(encodings))(
  'what ffmpeg encodes %s comes out whole and decodes',
  (_, options) => {
    const sent = encode(options)
    const { files } = pack([throughRtmp(sent)])
    expect(files).toHaveLength(1)
    const file = write(files[0]!)
    decodes(file)
    const packets = packetsOf(file)
    for (const type of ['video', 'audio'] as const) {
      const track = packets.filter((packet) => packet.codec_type === type)
      const frames = sent.filter((tag) => tag.type === type && tag.payload[1] === 1)
      if (frames.length === 0) continue
      // A sound or two may come before the picture that they belong to.
      expect(track.length).toBeWithin(frames.length - (type === 'audio' ? 2 : 0), frames.length + 1)
      const times = track.map((packet) => Number(packet.dts_time))
      const off = SECONDS - (times.at(-1)! - times[0]!)
      expect(off).toBeGreaterThan(-0.1)
      expect(off).toBeLessThan(0.1)
      for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThan(times[i - 1]!)
    }
    // No hole between one sample's end and the next one's beginning, over the bounds of parts too.
    const ends = new Map<number, number>()
    for (const run of files[0]!.slice(1).flatMap(inspectFragment)) {
      expect(ends.get(run.trackId) ?? run.dts).toBe(run.dts)
      ends.set(run.trackId, run.dts + run.samples.reduce((sum, sample) => sum + sample.duration, 0))
    }
  },
  60_000,
)

test('a publisher that comes back with another encoder goes on behind a discontinuity; both halves decode', () => {
  const first = encode(encodings['without B-frames'])
  const second = encode([...PICTURE, ...SOUND, ...AVC, '-s', '480x270', ...AAC])
  const { files, packager } = pack([first.slice(0, first.length / 2), second])
  expect(files).toHaveLength(2)
  for (const pieces of files) decodes(write(pieces))
  expect(packager.discontinuities).toBe(1)
  expect(packager.playlist()).toContain('#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-2-test.mp4"')
})

test('the playlist as a player reads it: ffmpeg plays what is on offer', async () => {
  const { packager } = pack([encode(encodings['with B-frames and long GOPs'])])
  const server = Bun.serve({
    port: 0,
    fetch: ({ url }) => {
      const file = new URL(url).pathname.slice(1)
      if (file === 'live.m3u8') return new Response(packager.playlist())
      const name = packager.resolve(file)
      const bytes =
        name?.kind === 'init'
          ? packager.init(name.id)
          : name?.kind === 'segment'
            ? packager.segment(name.msn)
            : name && packager.part(name.msn, name.part)
      return bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response(null, { status: 404 })
    },
  })
  const play = Bun.spawn(
    ['ffmpeg', '-v', 'error', '-i', `http://127.0.0.1:${server.port}/live.m3u8`, '-f', 'null', '-'],
    {
      stderr: 'pipe',
    },
  )
  const complaints = await new Response(play.stderr).text()
  await server.stop(true)
  expect(complaints).toBe('')
  expect(await play.exited).toBe(0)
}, 60_000)

test('ffmpeg itself publishes over a socket: everything it sends is understood', async () => {
  const ingest = createRtmpIngest()
  const heard: RtmpOutput[] = []
  const { promise: over, resolve } = Promise.withResolvers<void>()
  // Its `end` closes one way alone: ffmpeg still says goodbye, and would complain of a line that is cut.
  const server = createServer((socket) => {
    socket.on('data', (data: Buffer) => {
      const outputs = ingest.push(data)
      if (ingest.state === 'deciding') outputs.push(...ingest.accept())
      for (const output of outputs) {
        if (output.kind === 'send') socket.write(output.bytes)
        else if (output.kind === 'end') socket.end()
        else heard.push(output)
      }
    })
    socket.on('close', () => resolve())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const address = `rtmp://127.0.0.1:${port}/live/stream-1?txSecret=1f&txTime=70DBD880`
  const options = encodings['with B-frames and long GOPs']
  const push = Bun.spawn(['ffmpeg', '-v', 'error', ...options, '-f', 'flv', address], { stderr: 'pipe' })
  const complaints = await new Response(push.stderr).text()
  await over
  server.close()
  expect(complaints).toBe('')
  const kinds = (kind: RtmpOutput['kind']) => heard.filter((output) => output.kind === kind)
  expect(kinds('violation')).toEqual([])
  expect(kinds('publish')).toEqual([
    { kind: 'publish', app: 'live', name: 'stream-1', query: 'txSecret=1f&txTime=70DBD880' },
  ])
  expect(kinds('metadata')[0]).toMatchObject({
    facts: { width: 320, height: 180, framesPerSecond: 25, hasAudio: true },
  })
  expect(kinds('unpublish')).toHaveLength(1)
  const tags = heard.flatMap((output) => (output.kind === 'tag' ? [output.tag] : []))
  expect(tags.filter((tag) => tag.type === 'video' && tag.payload[1] === 1)).toHaveLength(25 * SECONDS)
}, 60_000)
