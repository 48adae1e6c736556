// Reading conversations: a viewer his own, staff all of the app.
import {
  type AppId,
  type DirectThread,
  isRefusal,
  type PublicPerson,
  type Refusal,
  refuse,
  type UserId,
} from '@hawker/protocol'
import {
  type MessagePlace,
  readMessagePlace,
  readThreadPlace,
  writeMessagePlace,
  writeThreadPlace,
} from './core/place.ts'
import type { MessagesDeps } from './shared.ts'
import * as store from './store.ts'

type Deps = Pick<MessagesDeps, 'db' | 'accounts'>

const NEWEST: MessagePlace = { way: 'older', seq: Number.MAX_SAFE_INTEGER }

/** Somebody whose account is gone keeps his place in the list. */
const nobody = (id: UserId): PublicPerson => ({ id, name: id.slice(0, 32), avatarUrl: null, role: 'guest', level: 0 })

const shown = (thread: store.StoredThread, user: PublicPerson | null | undefined): DirectThread => ({
  user: user ?? nobody(thread.user),
  last: thread.last && store.messageOf(thread.last),
  unread: thread.unread,
  updatedAt: thread.updatedAt,
})

export const listThreads = async (
  { db, accounts }: Deps,
  app: AppId,
  query: { limit: number; after?: string | undefined; unread: '0' | '1' },
) => {
  const after = readThreadPlace(query.after)
  if (isRefusal(after)) return after
  const { limit } = query
  const [rows, unread] = await Promise.all([
    store.listThreads(db.of(app), app, { limit, after, onlyUnread: query.unread === '1' }),
    store.countUnread(db.of(app), app),
  ])
  const page = rows.slice(0, limit)
  const people = await accounts.people(
    app,
    page.map(({ user }) => user),
  )
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    threads: page.map((thread) => shown(thread, people.get(thread.user))),
    unread,
    next: last ? writeThreadPlace(last) : null,
  }
}

interface PageAsked {
  readonly limit: number
  readonly after?: string | undefined
  readonly since?: string | undefined
}

const placeAsked = async ({ db }: Deps, app: AppId, user: UserId, { after, since }: PageAsked) => {
  if (since === undefined || after !== undefined) return readMessagePlace(after) ?? NEWEST
  const said = await store.findMessage(db.of(app), app, since.toLowerCase())
  return said?.thread === user ? ({ way: 'newer', seq: said.seq } as const) : refuse('not-found')
}

export const readThread = async (
  deps: Deps,
  { app, user, side }: { app: AppId; user: UserId; side: store.Side },
  asked: PageAsked,
) => {
  const { db, accounts } = deps
  const person = await accounts.person(app, user)
  const thread = await store.readThread(db.of(app), app, user, side)
  if (person === null && thread === null) return refuse('not-found')
  const place = await placeAsked(deps, app, user, asked)
  if (isRefusal(place)) return place
  if (thread === null) return { thread: null, messages: [], next: null }
  const rows = await store.listMessages(db.of(app), app, user, place, asked.limit)
  const page = rows.slice(0, asked.limit)
  const last = rows.length > asked.limit ? page.at(-1) : undefined
  return {
    thread: shown(thread, person),
    messages: (place.way === 'older' ? page.toReversed() : page).map(store.messageOf),
    next: last ? writeMessagePlace({ way: place.way, seq: last.seq }) : null,
  }
}

export const readUpTo = async (
  { db }: Pick<Deps, 'db'>,
  { app, user, side }: { app: AppId; user: UserId; side: store.Side },
  messageId: string,
): Promise<{ unread: number } | Refusal> => {
  const unread = await store.markRead(db.of(app), app, user, messageId.toLowerCase(), side)
  return unread === null ? refuse('not-found') : { unread }
}
