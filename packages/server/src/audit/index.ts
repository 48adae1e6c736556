// The door of the audit: who ran a room and how.
import { type AppId, api, type Refusal, type RoomId, refuse, type UserId } from '@hawker/protocol'
import type { Accounts } from '#accounts'
import { bind, type Route } from '#http'
import type { Journal } from '#journal'
import type { Rooms } from '#rooms'
import { doneOf } from './core/deed.ts'

export interface AuditOptions {
  readonly journal: Pick<Journal, 'deeds'>
  readonly accounts: Pick<Accounts, 'people'>
  readonly rooms: Pick<Rooms, 'find'>
}

type Deed = api.audit.Deed

const SERVER = 'server'

export const createAudit = ({ journal, accounts, rooms }: AuditOptions): { readonly routes: Route[] } => {
  const list = async (
    app: AppId,
    room: RoomId,
    { limit, after = null }: { limit: number; after?: string | null | undefined },
  ): Promise<{ deeds: Deed[]; next: string | null } | Refusal> => {
    if ((await rooms.find(app, room)) === null) return refuse('not-found')
    const written = await journal.deeds(app, room, { limit: limit + 1, before: after })
    const page = written.slice(0, limit).flatMap((entry) => {
      const done = doneOf(entry)
      if (done === null) return []
      const { byItself, ...rest } = done
      return [{ id: entry.id, at: entry.at, by: byItself ? null : entry.by, rest }]
    })
    const ids = new Set(page.flatMap(({ by }) => (by === null || by === SERVER ? [] : [by as UserId])))
    const people = await accounts.people(app, [...ids])
    const nameOf = (id: string) => people.get(id as UserId)?.name ?? null
    return {
      deeds: page.map(({ rest, by, ...entry }) => ({
        ...entry,
        by: by === null ? null : { id: by, name: by === SERVER ? null : nameOf(by) },
        ...rest,
      })),
      next: written.length > limit ? written[limit - 1]!.id : null,
    }
  }

  return {
    routes: [bind(api.audit.listDeeds, ({ actor: { app }, params: { room }, query }) => list(app, room, query))],
  }
}
