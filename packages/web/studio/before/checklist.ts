// What a host should have before the show. Pure: what is known → what is ready and what wants a look.
import type { RoomFacts, ShelfItem } from '@hawker/sdk'
import type { Health } from '../../staff/room/health.ts'
import { freeOf } from '../../staff/room/lineup.ts'

export type CheckName = 'picture' | 'sound' | 'products' | 'stock' | 'cover' | 'announcement'

export interface Check {
  readonly name: CheckName
  readonly ready: boolean
  /** For the sentence below the name. */
  readonly words: Readonly<Record<string, string | number>>
}

const ready = (name: CheckName, words: Check['words'] = {}): Check => ({ name, ready: true, words })
const missing = (name: CheckName, words: Check['words'] = {}): Check => ({ name, ready: false, words })

export const checklist = (
  room: Pick<RoomFacts, 'coverUrl' | 'announcement'>,
  shelf: readonly ShelfItem[],
  health: Health | undefined,
): Check[] => {
  const publishing = health?.publishing === true
  const { width = 0, height = 0, framesPerSecond = 0 } = health ?? {}
  const empty = shelf.find((item) => freeOf(item) === 0)
  return [
    publishing ? ready('picture', { width, height, fps: Math.round(framesPerSecond) }) : missing('picture'),
    ...(publishing ? [health.audioCodec === null ? missing('sound') : ready('sound')] : []),
    shelf.length > 0 ? ready('products', { count: shelf.length }) : missing('products'),
    ...(empty ? [missing('stock', { number: empty.number })] : []),
    room.coverUrl === null ? missing('cover') : ready('cover'),
    room.announcement.trim() === '' ? missing('announcement') : ready('announcement', { text: room.announcement }),
  ]
}
