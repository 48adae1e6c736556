// Mutes that hold in all rooms of an app.
import { type Actor, isRefusal, type Refusal, type UserId } from '@hawker/protocol'
import type { Rooms } from '#rooms'
import { nameOf } from './act.ts'
import { endOf } from './core/ends.ts'
import { type Ask, FULL, type SanctionDeps, type Sanctioned } from './sanction.ts'
import * as store from './store.ts'

export interface AppMuteDeps extends Omit<SanctionDeps, 'rooms'> {
  readonly rooms: Pick<Rooms, 'appMutesChanged'>
}

export const createAppMutes = ({ db, clock, rooms, acts, permit }: AppMuteDeps) => {
  const put = async (actor: Actor, user: UserId, { seconds, reason }: Ask): Promise<Sanctioned | Refusal> => {
    const person = await permit.person(actor, user)
    if (isRefusal(person)) return person
    const { app } = actor
    const by = nameOf(actor)
    const done = await acts.inApp(app, by, async (tx, at) => {
      if (await store.isFull(tx, app, '*', 'mute', user, at)) return FULL
      const row = { user, until: endOf(at, seconds), reason, by, at }
      await store.putSanction(tx, app, '*', 'mute', row)
      return { deed: { act: 'muted', userId: user, until: row.until, note: reason }, answer: { person, row } }
    })
    if (!isRefusal(done)) rooms.appMutesChanged(app)
    return done
  }

  const lift = async (actor: Actor, user: UserId): Promise<boolean | Refusal> => {
    const refused = await permit.lifting(actor, user)
    if (refused) return refused
    const { app } = actor
    if (!(await store.stands(db.of(app), app, '*', 'mute', user, clock.now()))) return false
    const done = await acts.inApp(app, nameOf(actor), async (tx, at) => {
      const stood = await store.removeSanction(tx, app, '*', 'mute', user, at)
      return { deed: { act: 'unmuted', userId: user, until: null, note: null }, answer: stood }
    })
    if (!isRefusal(done)) rooms.appMutesChanged(app)
    return done
  }

  return { put, lift }
}
