// One encoder's connection: its time limits, its sums, and the way from its bytes to a broadcast.
import type { Socket } from 'node:net'
import { createRtmpIngest, type MediaTag, type MediaViolation, type RtmpOutput } from '@hawker/media'
import type { Clock } from '#kernel/clock'
import type { Log } from '#system/log'
import { publisherLimits } from './core/publisher-limits.ts'
import type { Admitted, PublisherLine, PublishRequest } from './on-air.ts'

export const HANDSHAKE_MS = 5_000
/** From connecting to a publish that was let in. */
export const PUBLISH_MS = 10_000
export const IDLE_MS = 15_000
/** For the last words to leave before the socket is cut. */
const GOODBYE_MS = 1_000
/** What an encoder that never reads may leave with us. */
const UNREAD_BYTES_MAX = 65_536
/** The frame rate is looked at this often. */
const FRAME_RATE_EVERY_MS = 5_000

export interface Line {
  /** Looks at the clock: to be called twice a second. */
  sweep(): void
  close(why: string): void
}

/** What all lines of a door share. */
export interface LineShared {
  readonly admit: (request: PublishRequest, line: PublisherLine) => Promise<Admitted | string>
  readonly clock: Clock
  readonly log: Log
}

interface LineDeps extends LineShared {
  readonly address: string
  /** It was let in, or it is gone and nothing is being checked for it any more. */
  readonly onSettled: () => void
  readonly onClosed: () => void
}

export const rtmpLine = (socket: Socket, deps: LineDeps): Line => {
  const { clock, log, address } = deps
  const ingest = createRtmpIngest()
  const limits = publisherLimits()
  const openedAt = clock.monotonic()
  let heardAt = openedAt
  let lookedAt = openedAt
  let sayingGoodbyeSince: number | null = null
  let admitted: Admitted | null = null
  let warned = false
  let closed = false
  let deciding = false

  const leave = () => {
    const was = admitted
    admitted = null
    was?.left()
  }

  const close = (why: string) => {
    if (closed) return
    closed = true
    leave()
    socket.destroy()
    deps.onClosed()
    // A check that is under way counts on: whoever hangs up at once must not pile up questions to the database.
    if (!deciding) deps.onSettled()
    log.debug({ address, why }, 'an RTMP connection ended')
  }

  /** Everything a socket or a timer calls runs in here: a throw would end the process. */
  const guarded = (body: () => void) => {
    if (closed) return
    try {
      body()
    } catch (error) {
      log.error({ err: error, address }, 'an RTMP connection failed')
      close('failed')
    }
  }

  /** Sends what is left, lets the other side read it, and goes on reading nothing. */
  const sayGoodbye = () => {
    leave()
    sayingGoodbyeSince ??= clock.monotonic()
    socket.resume()
    socket.end()
  }

  const refuseMedia = (violation: MediaViolation) => {
    const hopeless = violation.code === 'unsupported' || violation.code === 'too-large'
    if (!hopeless && limits.violation(clock.monotonic()) !== 'over') return
    log.info({ address, room: admitted?.stream.room, why: violation.message }, 'a publisher sends what we cannot take')
    close(violation.message)
  }

  const onTag = (tag: MediaTag) => {
    const violation = admitted?.take(tag)
    if (violation && violation.code !== 'gop-too-long') refuseMedia(violation)
  }

  const ask = async (request: PublishRequest): Promise<Admitted | string> => {
    try {
      return await deps.admit(request, {
        address,
        silentMs: () => clock.monotonic() - heardAt,
        cut: (why) => guarded(() => close(why)),
      })
    } catch (error) {
      log.error({ err: error, address }, 'a publish could not be checked')
      return 'The server cannot check this address at the moment.'
    }
  }

  /** Nothing is parsed until the answer is there. */
  const decide = async (request: PublishRequest) => {
    socket.pause()
    deciding = true
    const answer = await ask(request)
    deciding = false
    if (closed) deps.onSettled()
    if (closed && typeof answer !== 'string') answer.left()
    guarded(() => {
      if (typeof answer === 'string') {
        log.info({ address, stream: request.name.slice(0, 64), why: answer }, 'a publisher was refused')
        run(ingest.refuse(answer))
        return
      }
      admitted = answer
      heardAt = clock.monotonic()
      deps.onSettled()
      run(ingest.accept())
      socket.resume()
    })
  }

  const run = (outputs: readonly RtmpOutput[]) => {
    for (const output of outputs) {
      if (closed) return
      switch (output.kind) {
        case 'send':
          socket.write(output.bytes)
          break
        case 'publish':
          void decide(output)
          break
        case 'metadata':
          admitted?.expect(output.facts)
          break
        case 'tag':
          onTag(output.tag)
          break
        case 'violation':
          log.debug({ address, why: output.violation.message }, 'an RTMP connection broke the rules')
          break
        case 'unpublish':
          leave()
          break
        case 'end':
          sayGoodbye()
          break
        case 'connect':
          break
        default:
          output satisfies never
      }
    }
    if (socket.writableLength > UNREAD_BYTES_MAX) close('reads nothing')
  }

  const weigh = (bytes: number) => {
    const verdict = limits.bytes(bytes, clock.monotonic())
    if (verdict === 'fine') warned = false
    if (verdict === 'warn' && !warned) {
      warned = true
      log.warn({ address, room: admitted?.stream.room }, 'a publisher sends more than 8 Mbit/s; it will be closed')
    }
    if (verdict === 'over') close('more than 8 Mbit/s')
  }

  socket.on('data', (chunk: Buffer) =>
    guarded(() => {
      if (sayingGoodbyeSince !== null) return
      heardAt = clock.monotonic()
      weigh(chunk.length)
      if (!closed) run(ingest.push(chunk))
    }),
  )
  socket.on('end', () => guarded(() => close('the other side ended')))
  socket.on('close', () => guarded(() => close('the other side is gone')))

  return {
    sweep: () =>
      guarded(() => {
        const now = clock.monotonic()
        if (sayingGoodbyeSince !== null) {
          if (now - sayingGoodbyeSince > GOODBYE_MS) close('said goodbye')
        } else if (admitted) {
          if (now - heardAt > IDLE_MS) close('silent')
          else if (now - lookedAt > FRAME_RATE_EVERY_MS) {
            lookedAt = now
            const { framesPerSecond } = admitted.broadcast.health()
            if (limits.frameRate(framesPerSecond) === 'over') close('more than 60 frames a second')
          }
        } else if (ingest.state === 'handshake' && now - openedAt > HANDSHAKE_MS) close('no handshake')
        else if (now - openedAt > PUBLISH_MS) close('no publish')
      }),
    close: (why) => guarded(() => close(why)),
  }
}
