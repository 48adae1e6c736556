// Who may not speak in any room of an app: read for the apps that have rooms here, again when told and once a minute.
import type { AppId, Millis, UserId } from '@hawker/protocol'
import type { Notices } from '#bus'
import type { Clock } from '#kernel/clock'
import type { SanctionSource } from './door.ts'
import { REREAD_EVERY_MS } from './sanctions.ts'

const TOPIC = 'rooms.app-mutes'
const NOBODY: ReadonlyMap<UserId, Millis> = new Map()

interface Read {
  isRead: boolean
  mutes: ReadonlyMap<UserId, Millis>
  at: number
  reading: Promise<void> | null
  /** Told again while a reading was under way. */
  again: boolean
}

export interface AppMutesDeps {
  readonly notices: Notices
  readonly clock: Clock
  readonly source: () => SanctionSource | null
  readonly onRead: (app: AppId) => void
  readonly failed: (error: unknown) => void
}

export const createAppMutes = ({ notices, clock, source, onRead, failed }: AppMutesDeps) => {
  const apps = new Map<AppId, Read>()

  const readOnce = async (app: AppId, read: Read) => {
    read.at = clock.monotonic()
    read.again = false
    read.mutes = new Map(await source()?.ofApp(app))
    read.isRead = true
    onRead(app)
  }
  const read = (app: AppId): Promise<void> => {
    const known = apps.get(app) ?? { isRead: false, mutes: NOBODY, at: -Infinity, reading: null, again: false }
    apps.set(app, known)
    known.again = known.reading !== null
    known.reading ??= readOnce(app, known).finally(() => {
      known.reading = null
      if (known.again) read(app).catch(failed)
    })
    return known.reading
  }
  const stopHearing = notices.subscribe(TOPIC, (body) => {
    const { app } = body as { app: AppId }
    if (apps.has(app)) read(app).catch(failed)
  })

  return {
    of: (app: AppId): ReadonlyMap<UserId, Millis> => apps.get(app)?.mutes ?? NOBODY,
    /** Before the first room of the app opens. */
    known: (app: AppId): Promise<void> => {
      const known = apps.get(app)
      if (known === undefined) return read(app)
      return known.isRead ? Promise.resolve() : (known.reading ?? read(app))
    },
    changed: (app: AppId) => notices.publish(TOPIC, { app }),
    /** Once a second, with the apps that have rooms here. */
    turn: (inUse: ReadonlySet<AppId>): void => {
      const now = clock.monotonic()
      for (const [app, { at, reading }] of apps) {
        if (!inUse.has(app)) apps.delete(app)
        else if (reading === null && now - at >= REREAD_EVERY_MS) read(app).catch(failed)
      }
    },
    stop: stopHearing,
  }
}

export type AppMutes = ReturnType<typeof createAppMutes>
