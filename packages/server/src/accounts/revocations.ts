// Tells every process that a session ended or a role changed; this one at once, the others over the bus.
import { AppId, UserId } from '@hawker/protocol'
import { z } from 'zod'
import type { Notices } from '#bus'
import type { Log } from '#system/log'

const TOPIC = 'accounts.revoked'
const Notice = z.object({ from: z.string(), app: AppId, user: UserId, sessionId: z.string().nullable() })

export type Revoked = (app: AppId, user: UserId, sessionId: string | null) => void

export interface Revocations {
  listen(listener: Revoked): void
  revoke: Revoked
  stop(): void
}

export const createRevocations = (notices: Notices, processId: string, log: Log): Revocations => {
  const listeners: Revoked[] = []
  const tell: Revoked = (app, user, sessionId) => {
    for (const listener of listeners) {
      try {
        listener(app, user, sessionId)
      } catch (error) {
        log.error({ err: error }, 'a listener to revocations failed')
      }
    }
  }
  const stop = notices.subscribe(TOPIC, (body) => {
    const notice = Notice.safeParse(body)
    if (notice.success && notice.data.from !== processId) tell(notice.data.app, notice.data.user, notice.data.sessionId)
  })
  return {
    listen: (listener) => void listeners.push(listener),
    revoke: (app, user, sessionId) => {
      tell(app, user, sessionId)
      notices.publish(TOPIC, { from: processId, app, user, sessionId })
    },
    stop,
  }
}
