// Lines and custom messages as the log holds them.
import type { ChatSaid, CustomSaid, Millis, OrderedEvent, PinnedComment } from '@hawker/protocol'
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
const PINNED = '"type":"comment.pinned"'

/** The message whose words an entry shows. */
const shownIn = (json: string): string | null => {
  const event = JSON.parse(json) as OrderedEvent
  return event.type === 'comment.pinned' ? (event.pinned?.id ?? null) : event.id
}

/** Everything in the log that has the words of a message: itself, and what told that it was pinned. */
export const entriesWith = async (log: RoomLog, key: RoomKey, messageId: string): Promise<string[]> => {
  const kept = await log.tail(key, LOOK_THROUGH.at(-1)!)
  const pins = kept.filter(({ json }) => json.includes(PINNED) && shownIn(json) === messageId)
  return [messageId, ...pins.map(({ json }) => (JSON.parse(json) as OrderedEvent).id)]
}

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
    const at = recalled.get(shownIn(entry.json) ?? '')
    return at === undefined
      ? entry
      : { offset: entry.offset, json: tombstone((JSON.parse(entry.json) as OrderedEvent).id, at) }
  })
}

/** The words of what these events take back go first, so that nobody who reads the log because of them finds any. */
export const takeOut = async (log: RoomLog, key: RoomKey, events: readonly OrderedEvent[]): Promise<void> => {
  for (const event of events) {
    if (event.type !== 'chat.recalled') continue
    const { messageId, at } = event
    for (const id of await entriesWith(log, key, messageId)) await log.redact(key, [id], tombstone(id, at))
  }
}

/**
 * A pin that was told late may show words that were taken back meanwhile. Asked after it was told: whoever takes back later
 * finds it in the log.
 */
export const takeOutOldPins = async (
  log: RoomLog,
  key: RoomKey,
  events: readonly OrderedEvent[],
  pinnedNow: () => Promise<PinnedComment | null>,
): Promise<void> => {
  for (const event of events) {
    if (event.type !== 'comment.pinned' || event.pinned === null) continue
    const now = await pinnedNow()
    if (now?.id !== event.pinned.id) await log.redact(key, [event.id], tombstone(event.id, event.at))
  }
}
