// One room's channel, listened to for all of this process: frames are handed on once and in order, and what a break
// swallowed is read and handed on in a frame made of it.
import type { Position } from '@hawker/protocol'
import type { Timers } from '#kernel/clock'
import { Follower, type Heard } from './core/follower.ts'
import { frameText } from './core/frame.ts'
import type { OnFrame, ReadResult } from './door.ts'

/** A frame that is on its way may arrive after the answer that tells of it. */
const ON_ITS_WAY_MS = 250

const HEADER = /^\{"type":"frame","epoch":"([^"]*)","first":(\d+),"count":(\d+),/

/** What a channel carries besides frames: which events have their tombstone from now on. */
export interface Redaction {
  readonly eventIds: readonly string[]
  readonly tombstoneJson: string
}
const REDACTED = 'redacted '
export const redactionText = (redaction: Redaction): string => REDACTED + JSON.stringify(redaction)

export interface RoomReader {
  read(after: Position): Promise<ReadResult>
  position(): Promise<Position>
  listen(onMessage: (text: string) => void): Promise<() => void>
}

export interface Following {
  /** Resolves when everything appended from now on will be heard. */
  add(onFrame: OnFrame): Promise<() => Promise<void>>
  /** Compares with the log. */
  look(): void
}

export const followRoom = (
  { read, position, listen }: RoomReader,
  timers: Timers,
  onFault: (error: unknown) => void,
  onEmpty: () => void,
  onRedacted: (redaction: Redaction) => void,
): Following => {
  const follower = new Follower()
  const listeners = new Set<OnFrame>()
  let looking = false
  let stopped = false

  const tell = ({ text, epoch, first, ordered }: Heard, mended: boolean) => {
    for (const onFrame of listeners) {
      try {
        onFrame(text, epoch, first, ordered, mended)
      } catch (error) {
        onFault(error)
      }
    }
  }
  const tellMade = (epoch: string, first: number, ordered: readonly string[]) => {
    const text = frameText({ epoch, first, ordered, lossy: [], latestJson: null })
    tell({ text, epoch, first, ordered: ordered.length }, true)
  }

  const hear = (frame: Heard) => {
    const waited = follower.mending
    if (follower.hear(frame)) tell(frame, false)
    else if (follower.mending && !waited) void mend()
  }
  const standAt = ({ epoch, offset }: Position) => {
    for (const frame of follower.standAt(epoch, offset)) hear(frame)
  }

  const mend = async () => {
    follower.mend()
    try {
      const { epoch, next } = follower
      const answer = await read({ epoch: epoch ?? '', offset: next - 1 })
      if (stopped) return
      if (answer.kind === 'resync') tellMade(answer.position.epoch, answer.position.offset + 1, [])
      else if (answer.entries.length > 0)
        tellMade(
          answer.position.epoch,
          next,
          answer.entries.map(({ json }) => json),
        )
      standAt(answer.position)
    } catch {
      follower.giveUp()
    }
  }

  const isBehind = async () => {
    const { epoch, offset } = await position()
    return follower.isBehind(epoch, offset)
  }
  const lookNow = async () => {
    if (follower.epoch === null) return mend()
    if (!(await isBehind())) return
    await new Promise<void>((resolve) => timers.after(ON_ITS_WAY_MS, resolve))
    if (!follower.mending && !stopped && (await isBehind())) await mend()
  }

  const open = async () => {
    const stopListening = await listen((text) => {
      const header = HEADER.exec(text)
      if (text.startsWith(REDACTED)) onRedacted(JSON.parse(text.slice(REDACTED.length)) as Redaction)
      else if (header) hear({ text, epoch: header[1]!, first: Number(header[2]), ordered: Number(header[3]) })
    })
    try {
      if (!stopped) standAt(await position())
    } catch {
      // Away: the first look after it is back tells where the room stands.
    }
    return stopListening
  }
  const opened = open()

  return {
    add: async (onFrame) => {
      // A wrapper, so that one function given twice is two subscribers.
      const mine: OnFrame = (...frame) => onFrame(...frame)
      listeners.add(mine)
      await opened
      return async () => {
        listeners.delete(mine)
        if (listeners.size > 0 || stopped) return
        stopped = true
        onEmpty()
        ;(await opened)()
      }
    },
    look: () => {
      if (looking || follower.mending || stopped) return
      looking = true
      lookNow()
        .catch(() => {})
        .finally(() => {
          looking = false
        })
    },
  }
}
