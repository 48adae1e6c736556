// Public names of hosts, remembered for a moment: a page of rooms asks for the same few again and again.
import type { AppId, Millis, PublicPerson, RoomHost, UserId } from '@hawker/protocol'
import type { Clock } from '#kernel/clock'

const REMEMBERED_MS = 10_000
const REMEMBERED_MAX = 5_000

export type PersonOf = (app: AppId, user: UserId) => Promise<PublicPerson | null>
export type HostOf = (app: AppId, user: UserId | null) => Promise<RoomHost | null>

export const createHosts = (personOf: PersonOf, clock: Clock): HostOf => {
  const known = new Map<string, { readonly at: Millis; readonly host: Promise<RoomHost | null> }>()
  const ask = async (app: AppId, user: UserId): Promise<RoomHost | null> => {
    const person = await personOf(app, user)
    return person && { id: person.id, name: person.name, avatarUrl: person.avatarUrl }
  }
  return (app, user) => {
    if (user === null) return Promise.resolve(null)
    const name = `${app}/${user}`
    const now = clock.monotonic()
    const fresh = known.get(name)
    if (fresh && now - fresh.at < REMEMBERED_MS) return fresh.host
    if (known.size >= REMEMBERED_MAX) known.clear()
    const host = ask(app, user)
    known.set(name, { at: now, host })
    host.catch(() => known.delete(name))
    return host
  }
}
