// How much of a core one stream of 1 Mbps costs, without its socket: RTMP bytes in, LL-HLS out.
//   bun packages/media/src/packager.bench.ts
import { createPackager, createRtmpIngest, createRtmpPublisher, createStreamStats, parseRtmpAddress } from './index.ts'
import { nal, picture, show } from './testing.ts'

const MINUTES = 2
const BITS_PER_SECOND = 1_000_000
const READ_BYTES = 16_384

/** 25 pictures a second whose sizes add up to 1 Mbps, keyframes ten times the size of the others. */
function stream() {
  const forMs = MINUTES * 60_000
  const frameBytes = (BITS_PER_SECOND * 0.9) / 8 / 25
  const unit = frameBytes / (1 + 9 / 25)
  const body = (bytes: number) => nal(...new Array<number>(Math.floor(bytes)).fill(0x5a))
  const key = body(unit * 10).with(4, 0x65)
  const other = body(unit).with(4, 0x41)
  const sounds = new Array<number>(170).fill(0x21)
  return show({ forMs }).map((tag) => {
    if (tag.payload[1] === 0) return tag
    if (tag.type === 'audio') return { ...tag, payload: Uint8Array.of(0xaf, 1, ...sounds) }
    const entry = tag.payload[0] === 0x17
    return picture(tag.timestampMs, entry, { nals: entry ? key : other })
  })
}

const tags = stream()
const publisher = createRtmpPublisher(parseRtmpAddress('rtmp://localhost/live/bench')!)
const ingest = createRtmpIngest()
const opening: Uint8Array[] = [publisher.start()]
for (let bytes = opening.shift(); bytes; bytes = opening.shift()) {
  const outputs = ingest.push(bytes)
  if (ingest.state === 'deciding') outputs.push(...ingest.accept())
  for (const output of outputs) {
    if (output.kind !== 'send') continue
    for (const answer of publisher.push(output.bytes)) if (answer.kind === 'send') opening.push(answer.bytes)
  }
}
const wire = Buffer.concat(tags.map((tag) => publisher.write(tag)))

function timed(name: string, body: () => void) {
  const before = process.cpuUsage()
  body()
  const { user, system } = process.cpuUsage(before)
  const cpuMs = (user + system) / 1000
  const streams = (MINUTES * 60_000) / cpuMs
  return {
    what: name,
    'µs a tag': ((cpuMs * 1000) / tags.length).toFixed(2),
    'streams a core': Math.round(streams),
    'of a core for 100': `${((100 / streams) * 100).toFixed(1)} %`,
  }
}

const pack = () => createPackager({ suffix: 'bench', onProgress: () => {} })
for (const tag of tags.slice(0, 2000)) pack().push(tag, tag.timestampMs)
const rows = [
  timed('packager alone', () => {
    const packager = pack()
    for (const tag of tags) packager.push(tag, tag.timestampMs)
  }),
  timed('RTMP, health and packager', () => {
    const packager = pack()
    const stats = createStreamStats()
    for (let at = 0; at < wire.length; at += READ_BYTES) {
      for (const output of ingest.push(wire.subarray(at, at + READ_BYTES))) {
        if (output.kind !== 'tag') continue
        stats.add(output.tag, output.tag.timestampMs)
        packager.push(output.tag, output.tag.timestampMs)
      }
    }
  }),
]
console.table(rows)
