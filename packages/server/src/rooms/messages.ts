// Lines and custom messages as the log holds them.
import type { ChatSaid, CustomSaid, Millis, OrderedEvent } from '@hawker/protocol'
import type { RoomKey, RoomLog } from '#bus'

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
