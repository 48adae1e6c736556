// What the shop tells rooms, and what it and a viewer tell each other.
import type { Ask, Call } from './http.ts'
import type { Machine } from './machine.ts'
import { retried } from './retry.ts'
import { newId } from './uuid.ts'

type Page = Ask<'messages.readThread'>['query']
type Notice = Ask<'messages.tellRoom'>['body']

/**
 * Conversations and notices. New messages arrive as `direct.said` in any room one is in.
 * @example
 * const mine = hawker.messages.thread(room.state.you.id)
 * await mine.post('Is the cup dishwasher safe?')
 */
export const createMessages = (call: Call, machine: Machine) => ({
  /** A viewer's conversation with the shop: one's own, or for staff anybody's. */
  thread: (user: string) => ({
    /** The newest page; `{ after: next }` leads on to older ones, `{ since: id }` to what came after a message. */
    read: (query: Page = {}) => call('messages.readThread', { params: { user }, query }),
    /** Asked again while the server is busy; the same id is said once. */
    post: (text: string, id = newId(machine.now())) =>
      retried(machine, () => call('messages.postDirect', { params: { user }, body: { id, text } })),
    readUpTo: (messageId: string) => call('messages.readUpTo', { params: { user }, body: { messageId } }),
  }),
  /** Staff: all conversations, newest first. */
  threads: (query: Ask<'messages.listThreads'>['query'] = {}) => call('messages.listThreads', { query }),
  /** Staff: says something in a room without being in it. */
  say: (room: string, message: Ask<'messages.postMessage'>['body']) =>
    call('messages.postMessage', { params: { room }, body: message }),
  /** Staff: tells everybody in a room; never dropped. */
  tell: (room: string, notice: Notice) => call('messages.tellRoom', { params: { room }, body: notice }),
  /** The owner: tells all open rooms; once a second at most. */
  broadcast: (notice: Notice) => call('messages.broadcast', { body: notice }),
})

export type Messages = ReturnType<typeof createMessages>
