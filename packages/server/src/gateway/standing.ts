// Whether those who sit here still are who they were: at once when accounts say so, and once a minute besides.
import { type AppId, CLOSE, type PublicPerson, type UserId } from '@hawker/protocol'
import type { Accounts } from '#accounts'
import type { Connection } from './connection.ts'
import type { Hall } from './hall.ts'
import { REREAD_EVERY_S, REREADS_AT_ONCE } from './limits.ts'
import { type People, socketsOf, type Visitor } from './people.ts'

export interface StandingDeps {
  readonly accounts: Pick<Accounts, 'stillStands' | 'onRevoked' | 'onLevels'>
  readonly hall: Hall
  readonly people: People
  readonly failed: (error: unknown) => void
}

const sessionOf = ({ actor }: Connection): string | null => (actor.kind === 'person' ? actor.sessionId : null)

/** Puts what accounts said into force: out, or on with the role of now. */
const apply = (hall: Hall, connection: Connection, person: PublicPerson | null): void => {
  const { actor } = connection
  if (actor.kind !== 'person') return
  if (person === null) {
    hall.close(connection, CLOSE.signedOut, 'signed out')
    return
  }
  const wasStaff = connection.staff
  connection.actor = { ...actor, person }
  if (wasStaff !== connection.staff) changeTopic(connection)
  else if (actor.person.level !== person.level || actor.person.name !== person.name)
    connection.room?.renewed(connection)
}

/** Who is staff now hears what staff are told; who is not any more does not. */
const changeTopic = (connection: Connection): void => {
  const topic = connection.room?.roleChanged(connection) ?? null
  if (connection.staffTopic !== null) connection.unsubscribe(connection.staffTopic)
  connection.staffTopic = topic
  if (topic !== null) connection.subscribe(topic)
}

export const createStanding = ({ accounts, hall, people, failed }: StandingDeps) => {
  const due: Visitor[] = []
  let reading = 0
  let asked = 0

  const readSession = async (visitor: Visitor, session: string): Promise<void> => {
    const order = ++asked
    const person = await accounts.stillStands(visitor.app, visitor.user, session)
    for (const connection of socketsOf(visitor)) {
      // An answer that was asked for earlier and comes later would give back what was taken away meanwhile.
      if (sessionOf(connection) !== session || order < connection.readOrder) continue
      connection.readOrder = order
      apply(hall, connection, person)
    }
  }

  const read = async (visitor: Visitor, only: string | null): Promise<void> => {
    const sessions = new Set(socketsOf(visitor).map(sessionOf))
    for (const session of sessions)
      if (session !== null && (only === null || only === session)) await readSession(visitor, session)
  }

  const readDue = (): void => {
    while (reading < REREADS_AT_ONCE && due.length > 0) {
      reading++
      read(due.shift()!, null)
        .catch(failed) // the database is away: they stay until it can be asked again
        .finally(() => {
          reading--
          readDue()
        })
    }
  }

  const revoked = (app: AppId, user: UserId, sessionId: string | null): void => {
    const visitor = people.find(app, user)
    if (!visitor) return
    read(visitor, sessionId).catch((error) => {
      failed(error)
      // Something was taken away and we cannot learn what: let him come back by the front door.
      for (const connection of socketsOf(visitor)) hall.close(connection, 1013, 'come again')
    })
  }

  /** Their next message carries it, and they are told. */
  const changed = (app: AppId, levels: ReadonlyMap<UserId, number>): void => {
    for (const [user, level] of levels)
      for (const connection of socketsOf(people.find(app, user))) {
        const { actor } = connection
        if (actor.kind !== 'person' || actor.person.level === level) continue
        connection.actor = { ...actor, person: { ...actor.person, level } }
        connection.room?.renewed(connection)
        if (connection.phase === 'in') connection.tell({ type: 'own.level', level, was: actor.person.level })
      }
  }

  return {
    listen: () => {
      accounts.onRevoked(revoked)
      accounts.onLevels(changed)
    },
    /** Each turn of the wheel, those whose second it is. */
    turn: (): void => {
      const slot = hall.turn % REREAD_EVERY_S
      // What the last minute did not get through is not asked twice.
      if (due.length > people.count) return
      for (const visitor of people.visitors()) if (visitor.slot === slot) due.push(visitor)
      readDue()
    },
  }
}
