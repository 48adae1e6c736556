// Lines and custom messages as the log holds them.
import type { ChatSaid, CustomSaid, Millis, OrderedEvent } from '@hawker/protocol'
import type { Kept, RoomKey, RoomLog } from '#bus'

/** Mostly the newest are meant; the last step is more than any history keeps. */
const LOOK_THROUGH = [200, 2_000, 50_000]
const SPOKEN_TYPES = ['"type":"chat.said"', '"type":"custom.said"']

/** Of the ids that this server gives. */
const MESSAGE_ID = /^[A-Za-z0-9_-]{1,64}$/

const spokenIn = (json: string, id: string): ChatSaid | CustomSaid | null => {
  if (!json.includes(`"id":"${id}"`) || !SPOKEN_TYPES.some((type) => json.includes(type))) return null
  const event = JSON.parse(json) as OrderedEvent
  return (event.type === 'chat.said' || event.type === 'custom.said') && event.id === id ? event : null
}

export const findMessage = async (log: RoomLog, key: RoomKey, id: string): Promise<ChatSaid | CustomSaid | null> => {
  if (!MESSAGE_ID.test(id)) return null
  for (const count of LOOK_THROUGH) {
    const kept = await log.tail(key, count)
    for (let i = kept.length - 1; i >= 0; i--) {
      const found = spokenIn(kept[i]!.json, id)
      if (found) return found
    }
    if (kept.length < count) return null
  }
  return null
}

export const tombstone = (id: string, at: Millis): string =>
  JSON.stringify({ type: 'message.removed', id, at } satisfies OrderedEvent)

const RECALLED = '"type":"chat.recalled"'

/**
 * What was read of the log up to its newest entry, without the words of what was taken back in it: where the log was away,
 * the recall may be there a moment before the words are gone.
 */
export const withoutRecalled = (kept: readonly Kept[]): readonly Kept[] => {
  const recalled = new Map<string, Millis>()
  for (const { json } of kept) {
    if (!json.includes(RECALLED)) continue
    const event = JSON.parse(json) as OrderedEvent
    if (event.type === 'chat.recalled') recalled.set(event.messageId, event.at)
  }
  if (recalled.size === 0) return kept
  return kept.map((entry) => {
    const { id } = JSON.parse(entry.json) as OrderedEvent
    const at = recalled.get(id)
    return at === undefined ? entry : { offset: entry.offset, json: tombstone(id, at) }
  })
}
