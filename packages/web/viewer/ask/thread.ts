// One conversation with the shop as this page knows it. Pure: what was heard goes in, what is shown comes out.
import type { DirectMessage, Refusal } from '@hawker/sdk'

/** Said here and not confirmed yet. Its id is the message's: sent twice, it is said once. */
export interface Outgoing {
  readonly id: string
  readonly text: string
  readonly state: 'sending' | 'failed'
  readonly refusal: Refusal | null
}

export interface Thread {
  /** False until the newest page was read. */
  readonly loaded: boolean
  /** Oldest first, each once. */
  readonly messages: readonly DirectMessage[]
  /** Leads to older ones; null: there are none. */
  readonly older: string | null
  readonly outbox: readonly Outgoing[]
  readonly unread: number
}

export const NO_THREAD: Thread = { loaded: false, messages: [], older: null, outbox: [], unread: 0 }

/** Those of the same moment stay in the order in which they were handed in. */
const merged = (earlier: readonly DirectMessage[], later: readonly DirectMessage[]): readonly DirectMessage[] => {
  const byId = new Map([...earlier, ...later].map((message) => [message.id, message]))
  return [...byId.values()].sort((a, b) => a.at - b.at)
}

const without = (outbox: readonly Outgoing[], said: readonly DirectMessage[]): readonly Outgoing[] => {
  const ids = new Set(said.map(({ id }) => id))
  return outbox.some(({ id }) => ids.has(id)) ? outbox.filter(({ id }) => !ids.has(id)) : outbox
}

const withMessages = (thread: Thread, more: readonly DirectMessage[]): Thread => ({
  ...thread,
  messages: merged(thread.messages, more),
  outbox: without(thread.outbox, more),
})

/** The newest page, read at the start and again after the line was away. */
export const withNewest = (
  thread: Thread,
  page: { messages: readonly DirectMessage[]; next: string | null; unread: number },
): Thread => {
  // Without a message in common there may be a hole between: what was known is read anew by paging up.
  const ids = new Set(page.messages.map(({ id }) => id))
  const touches = thread.messages.some(({ id }) => ids.has(id))
  const kept = touches ? thread : { ...thread, messages: [], older: null }
  const older = touches ? thread.older : page.next
  return { ...withMessages(kept, page.messages), loaded: true, older, unread: page.unread }
}

export const withOlder = (
  thread: Thread,
  page: { messages: readonly DirectMessage[]; next: string | null },
): Thread => ({ ...thread, messages: merged(page.messages, thread.messages), older: page.next })

/** One as it comes. Before the first page only its count is taken: the page will have it. */
export const withLive = (thread: Thread, message: DirectMessage, reading: boolean): Thread => {
  const known = thread.messages.some(({ id }) => id === message.id)
  const unread = message.byShop && !known && !reading ? thread.unread + 1 : thread.unread
  return { ...(thread.loaded ? withMessages(thread, [message]) : thread), unread }
}

export const queued = (thread: Thread, id: string, text: string): Thread => {
  const again = thread.outbox.some((out) => out.id === id)
  const fresh: Outgoing = { id, text, state: 'sending', refusal: null }
  return {
    ...thread,
    outbox: again ? thread.outbox.map((out) => (out.id === id ? fresh : out)) : [...thread.outbox, fresh],
  }
}

export const said = (thread: Thread, message: DirectMessage): Thread => withMessages(thread, [message])

export const failed = (thread: Thread, id: string, refusal: Refusal): Thread => ({
  ...thread,
  outbox: thread.outbox.map((out) => (out.id === id ? { ...out, state: 'failed', refusal } : out)),
})

export const dropped = (thread: Thread, id: string): Thread => ({
  ...thread,
  outbox: thread.outbox.filter((out) => out.id !== id),
})

/** The newest word of the shop, up to which the reader has read when he looks at the end. */
export const lastOfShop = ({ messages }: Thread): string | null => messages.findLast(({ byShop }) => byShop)?.id ?? null
