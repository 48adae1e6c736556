// What staff read: the lists of mutes and bans, and who did what.
import {
  type AppId,
  type api,
  isRefusal,
  MODERATION_ACTS,
  ModerationAct,
  type PublicPerson,
  type Refusal,
  type RoomId,
  type UserId,
} from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Database } from '#db'
import type { Journal, Written } from '#journal'
import type { Clock } from '#kernel/clock'
import { readActPlace, readPlace, writePlace } from './core/place.ts'
import type { Sanctioned } from './sanction.ts'
import { type Kind, listSanctions, type Where } from './store.ts'

export interface ListingDeps {
  readonly db: Database
  readonly journal: Pick<Journal, 'acts'>
  readonly accounts: Pick<Accounts, 'people'>
  readonly clock: Clock
}

interface Paged {
  readonly limit: number
  readonly after?: string | undefined
}

type Sanction = api.moderation.Sanction

export const sanctionOf = ({ person, row: { until, reason, by, at } }: Sanctioned): Sanction => ({
  ...{ user: person, until, reason, by, at },
})

/** Somebody who is nobody here any more: his role was taken away. */
const former = (id: UserId): PublicPerson => ({ id, name: id, avatarUrl: null, role: 'viewer', level: 0 })

/** Entries of rooms tell it in the same form; what does not is shown by what it has. */
const actOf = ({ id, at, room, kind, by, payload }: Written): ModerationAct | null => {
  const parsed = ModerationAct.safeParse(payload)
  if (parsed.success) return parsed.data
  const act = MODERATION_ACTS.find((known) => kind === `moderation.${known}`)
  return act ? { id, at, act, room, by, userId: null, until: null, note: null } : null
}

export const createListing = ({ db, journal, accounts, clock }: ListingDeps) => ({
  sanctions: async (
    app: AppId,
    where: Where,
    kind: Kind,
    { limit, after }: Paged,
  ): Promise<{ sanctions: Sanction[]; next: string | null } | Refusal> => {
    const place = readPlace(after)
    if (isRefusal(place)) return place
    const rows = await listSanctions(db.of(app), app, where, kind, { now: clock.now(), limit, after: place })
    const page = rows.slice(0, limit)
    const people = await accounts.people(
      app,
      page.map(({ user }) => user),
    )
    const sanctions = page.map((row) => sanctionOf({ person: people.get(row.user) ?? former(row.user), row }))
    const last = rows.length > limit ? page.at(-1) : undefined
    return { sanctions, next: last ? writePlace(last) : null }
  },

  acts: async (
    app: AppId,
    room: RoomId,
    { limit, after }: Paged,
  ): Promise<{ acts: ModerationAct[]; next: string | null } | Refusal> => {
    const before = readActPlace(after)
    if (isRefusal(before)) return before
    const written = await journal.acts(app, room, { limit: limit + 1, before })
    const page = written.slice(0, limit)
    const last = written.length > limit ? page.at(-1) : undefined
    return { acts: page.map(actOf).filter((act) => act !== null), next: last?.id ?? null }
  },
})
