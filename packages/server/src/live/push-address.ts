// Hands out push addresses, and takes them back. L4: who asked, and why, stands in the journal.
import { type Actor, type AppId, type api, isRefusal, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import { randomId } from '#kernel/ids'
import type { Rooms } from '#rooms'
import { RTMP_APP } from './on-air.ts'
import { PUSH_ADDRESS_MS, type PushKeys, signCompatible } from './push-signature.ts'
import type { KeyedStream, Stream, StreamStore } from './store.ts'

const NAME_CHARACTERS = 20
const PLAY_NAME_CHARACTERS = 26
/** 160 bits in letters and digits, as the compatible form's keys are. */
const KEY_CHARACTERS = 32

export interface PushAddressDeps {
  readonly db: Database
  readonly rooms: Pick<Rooms, 'find'>
  readonly journal: Pick<Journal, 'append'>
  readonly store: StreamStore
  readonly clock: Clock
  readonly chance: Chance
  /** `rtmp://host:port`, as encoders reach it. */
  readonly server: () => string
  readonly onCreated: (stream: Stream) => void
  readonly onRegenerated: (stream: Stream) => void
}

/** For whom: a caller with the right to push, or null for the system itself. */
type By = Actor | null
const idOf = (by: By): string | null => (by === null ? null : by.kind === 'person' ? by.person.id : by.kind)

export const pushAddresses = (deps: PushAddressDeps) => {
  const { db, rooms, journal, store, clock, chance } = deps
  const freshKeys = (): PushKeys => ({
    primary: randomId(chance, KEY_CHARACTERS),
    backup: randomId(chance, KEY_CHARACTERS),
  })

  const sign = ({ name, keys }: KeyedStream): api.live.PushAddress => {
    const expiresAt = Math.floor((clock.now() + PUSH_ADDRESS_MS) / 1_000) * 1_000
    const server = `${deps.server()}/${RTMP_APP}/`
    const key = `${name}?${signCompatible(keys.primary, name, expiresAt)}`
    return { server, key, url: `${server}${key}`, expiresAt }
  }

  /** The room's stream, made when first needed. A host has his own rooms only. */
  const streamOf = async (app: AppId, room: RoomId, by: By): Promise<KeyedStream | Refusal> => {
    const facts = await rooms.find(app, room)
    if (!facts) return refuse('not-found')
    const strange = by?.kind === 'person' && by.person.role === 'host' && facts.host !== null
    if (strange && facts.host?.id !== by.person.id) return refuse('not-allowed')
    const known = await store.ofRoom(app, room)
    if (known) return known
    const fresh = {
      name: randomId(chance, NAME_CHARACTERS),
      playName: randomId(chance, PLAY_NAME_CHARACTERS),
      keys: freshKeys(),
    }
    const made = await store.create(app, room, fresh, clock.now())
    deps.onCreated(made)
    return made
  }

  return {
    async read(app: AppId, room: RoomId, by: By, reason: string | null): Promise<api.live.PushAddress | Refusal> {
      const stream = await streamOf(app, room, by)
      if (isRefusal(stream)) return stream
      const address = sign(stream)
      const payload = { stream: stream.name, reason, expiresAt: address.expiresAt }
      await db
        .of(app)
        .transaction()
        .execute((tx) => journal.append(tx, { app, room, kind: 'push-address.read', by: idOf(by), payload }))
      return address
    },

    async regenerate(app: AppId, room: RoomId, by: By): Promise<api.live.PushAddress | Refusal> {
      const stream = await streamOf(app, room, by)
      if (isRefusal(stream)) return stream
      const keys = freshKeys()
      const payload = { stream: stream.name }
      await db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          await store.takeKeys(tx, stream, keys, clock.now())
          await journal.append(tx, { app, room, kind: 'push-address.regenerated', by: idOf(by), payload })
        })
      deps.onRegenerated(stream)
      return sign({ ...stream, keys })
    },
  }
}
