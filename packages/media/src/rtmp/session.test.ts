import { expect, test } from 'bun:test'
import { parseRtmpAddress } from './address.ts'
import { createRtmpIngest, type RtmpOutput } from './ingest.ts'
import { messageType, writeMessage } from './message.ts'
import { createRtmpPublisher } from './publisher.ts'

const target = parseRtmpAddress('rtmp://media.example:1936/live/room-1?txSecret=ab&txTime=70DBD880')!

/** Carries bytes between both ends until neither has anything to say; what is no `send` is collected. */
function meet(options: { decide?: (ingest: ReturnType<typeof createRtmpIngest>) => RtmpOutput[]; step?: number } = {}) {
  const ingest = createRtmpIngest()
  const publisher = createRtmpPublisher(target)
  const heard: Exclude<RtmpOutput, { kind: 'send' }>[] = []
  const said: string[] = []
  const waiting: (() => void)[] = []
  let carrying = false
  const carry = (step: () => void) => {
    waiting.push(step)
    if (carrying) return
    carrying = true
    for (let next = waiting.shift(); next; next = waiting.shift()) next()
    carrying = false
  }
  const toServer = (bytes: Uint8Array) => {
    const step = options.step ?? bytes.length
    for (let at = 0; at < bytes.length; at += step) {
      carry(() => fromServer(ingest.push(bytes.subarray(at, at + step))))
    }
  }
  const fromServer = (outputs: RtmpOutput[]) => {
    for (const output of outputs) {
      if (output.kind === 'send') carry(() => toClient(output.bytes))
      else {
        heard.push(output)
        if (output.kind === 'publish') carry(() => fromServer(options.decide?.(ingest) ?? ingest.accept()))
      }
    }
  }
  const toClient = (bytes: Uint8Array) => {
    for (const output of publisher.push(bytes)) {
      if (output.kind === 'send') toServer(output.bytes)
      else said.push(output.kind === 'refused' ? `refused ${output.code}: ${output.description}` : output.kind)
    }
  }
  toServer(publisher.start())
  return { ingest, publisher, heard, said, toServer, fromServer }
}

const payload = (length: number, ...head: number[]) => {
  const bytes = new Uint8Array(length).map((_, i) => i & 0xff)
  bytes.set(head)
  return bytes
}

test('a publisher is asked who it is, accepted, and its tags arrive as they were sent', () => {
  const { publisher, heard, said, toServer } = meet()
  expect(said).toEqual(['ready'])
  expect(heard).toEqual([
    { kind: 'connect', app: 'live', tcUrl: 'rtmp://media.example:1936/live' },
    { kind: 'publish', app: 'live', name: 'room-1', query: 'txSecret=ab&txTime=70DBD880' },
  ])
  const tag = { type: 'video', timestampMs: 0xfffffff0, payload: payload(200_000, 0x17, 1) } as const
  toServer(publisher.metadata({ width: 640, height: 360, hasVideo: true, hasAudio: false, encoder: 'demo\u0000' }))
  toServer(publisher.write(tag))
  toServer(publisher.finish())
  expect(heard.slice(2)).toEqual([
    { kind: 'metadata', facts: { width: 640, height: 360, hasVideo: true, hasAudio: false, encoder: 'demo' } },
    { kind: 'tag', tag },
    { kind: 'unpublish' },
    { kind: 'end' },
  ])
})

test('how the bytes are cut on their way changes nothing', () => {
  for (const step of [1, 7, 1000]) {
    const { publisher, heard, said, toServer } = meet({ step })
    expect(said).toEqual(['ready'])
    const tag = { type: 'audio', timestampMs: 0x1000000, payload: payload(70_000, 0xaf, 1) } as const
    toServer(publisher.write(tag))
    expect(heard.at(-1)).toEqual({ kind: 'tag', tag })
  }
})

test('a refused publisher hears why, and the session ends without one tag', () => {
  const { heard, said, ingest } = meet({ decide: (session) => session.refuse('This address has expired') })
  expect(said).toEqual(['refused NetStream.Publish.BadName: This address has expired'])
  expect(heard.map((output) => output.kind)).toEqual(['connect', 'publish', 'end'])
  expect(ingest.push(payload(10))).toEqual([])
})

test('nothing is parsed while the publish is being decided, and what was held is not lost', () => {
  const { ingest, publisher, heard, fromServer } = meet({ decide: () => [] })
  const tag = { type: 'audio', timestampMs: 5, payload: payload(100, 0xaf, 1) } as const
  expect(ingest.push(publisher.write(tag))).toEqual([])
  expect(ingest.state).toBe('deciding')
  fromServer(ingest.accept())
  expect(heard.at(-1)).toEqual({ kind: 'tag', tag })
})

test('who pours in media before the publish is decided is cut off at 256 KiB', () => {
  const { ingest } = meet({ decide: () => [] })
  const outputs = [ingest.push(payload(200_000)), ingest.push(payload(200_000))].flat()
  expect(outputs.map((output) => output.kind)).toEqual(['violation', 'end'])
})

test.each([
  ['hvc1', [0x90, 0x68, 0x76, 0x63, 0x31], 'hvc1'],
  ['av01', [0x91, 0x61, 0x76, 0x30, 0x31], 'av01'],
  ['HEVC under number 12', [0x1c, 1], 'HEVC'],
])('a picture coded as %s is refused in words', (_, head, name) => {
  const { publisher, heard, said, toServer } = meet()
  toServer(publisher.write({ type: 'video', timestampMs: 0, payload: payload(50, ...head) }))
  expect(said.at(-1)).toContain(`The picture is coded as ${name}; this server takes H.264`)
  expect(heard.slice(2).map((output) => output.kind)).toEqual(['violation', 'unpublish', 'end'])
})

test('chunk size, message size and the number of chunk streams are bounded', () => {
  const raw = (...bytes: number[]) => Uint8Array.from(bytes)
  const control = (type: number, ...body: number[]) =>
    writeMessage(2, { type, streamId: 0, timestampMs: 0, payload: [raw(...body)] }, 128)
  const after = (bytes: Uint8Array) => {
    const { ingest } = meet()
    return ingest.push(bytes).flatMap((output) => (output.kind === 'violation' ? [output.violation.message] : []))
  }
  expect(after(control(messageType.setChunkSize, 0, 0, 0, 127))).toEqual(['chunk size 127'])
  expect(after(control(messageType.setChunkSize, 1, 0, 0, 0))).toEqual(['chunk size 16777216'])
  expect(after(control(messageType.setChunkSize, 0, 255, 255, 255))).toEqual([])
  expect(after(raw(6, 0, 0, 0, 0x40, 0, 1, 9, 1, 0, 0, 0))).toEqual(['message of 4194305 bytes'])
  const wide = Array.from({ length: 70 }, (_, i) => [0, i, 0, 0, 0, 0, 0, 0, 9, 1, 0, 0, 0]).flat()
  expect(after(raw(...wide))).toEqual(['chunk streams'])
})

test('continuations carry the extended timestamp, or leave it out: both are read', () => {
  const body = payload(300, 0xaf, 1)
  const tag = { type: 'audio', timestampMs: 0x2000000, payload: body } as const
  const head = [4, 0xff, 0xff, 0xff, 0, 1, 44, 8, 1, 0, 0, 0, 2, 0, 0, 0]
  const chunks = (between: number[]) =>
    Uint8Array.from([
      ...head,
      ...body.subarray(0, 128),
      ...between,
      ...body.subarray(128, 256),
      ...between,
      ...body.subarray(256),
    ])
  for (const between of [[0xc4, 2, 0, 0, 0], [0xc4]]) {
    for (const step of [1, 3, 500]) {
      const { ingest } = meet()
      ingest.push(
        writeMessage(2, { type: 1, streamId: 0, timestampMs: 0, payload: [Uint8Array.of(0, 0, 0, 128)] }, 128),
      )
      const bytes = chunks(between)
      const outputs: RtmpOutput[] = []
      for (let at = 0; at < bytes.length; at += step) outputs.push(...ingest.push(bytes.subarray(at, at + step)))
      expect(outputs).toEqual([{ kind: 'tag', tag }])
    }
  }
})

test('short headers add to the time before', () => {
  const { ingest } = meet()
  const bytes = Uint8Array.of(
    ...[4, 0, 0, 10, 0, 0, 3, 8, 1, 0, 0, 0, 0xaf, 1, 1],
    ...[0x44, 0, 0, 20, 0, 0, 3, 8, 0xaf, 1, 2],
    ...[0x84, 0, 0, 21, 0xaf, 1, 3],
    ...[0xc4, 0xaf, 1, 4],
  )
  const times = ingest.push(bytes).map((output) => output.kind === 'tag' && output.tag.timestampMs)
  expect(times).toEqual([10, 30, 51, 72])
})

test('addresses are split as encoders do', () => {
  expect(parseRtmpAddress('rtmp://[::1]/live/a')).toMatchObject({ host: '::1', port: 1935, app: 'live', name: 'a' })
  for (const bad of ['http://x/live/a', 'rtmp://x/live', 'rtmp://x:99999/live/a', 'rtmp://']) {
    expect(parseRtmpAddress(bad)).toBeUndefined()
  }
})
