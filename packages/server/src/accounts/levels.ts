// The level beside a name: kept with the person, decided by whoever counts points, told to every process.
import { AppId, UserId } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import { z } from 'zod'
import type { Notices } from '#bus'
import type { Log } from '#system/log'

const TOPIC = 'accounts.levels'
/** People in one notice. */
const NOTICE_PEOPLE = 500
const Notice = z.object({ app: AppId, levels: z.array(z.tuple([UserId, z.int().min(0).max(99)])) })

export type OnLevels = (app: AppId, levels: ReadonlyMap<UserId, number>) => void

/** In the caller's transaction; who is nobody here stays nobody. */
export const setLevels = async (
  tx: Transaction<unknown>,
  app: AppId,
  levels: ReadonlyMap<UserId, number>,
): Promise<void> => {
  await sql`
    update users u set level = l.level
    from unnest(${[...levels.keys()]}::text[], ${[...levels.values()]}::int[]) l (id, level)
    where u.app_id = ${app} and u.id = l.id and u.level <> l.level`.execute(tx)
}

export const createLevelNews = (notices: Notices, log: Log) => {
  const listeners: OnLevels[] = []
  const stop = notices.subscribe(TOPIC, (body) => {
    const notice = Notice.safeParse(body)
    if (!notice.success) return
    const levels = new Map(notice.data.levels)
    for (const listener of listeners) {
      try {
        listener(notice.data.app, levels)
      } catch (error) {
        log.error({ err: error }, 'a listener to levels failed')
      }
    }
  })
  return {
    listen: (listener: OnLevels): void => void listeners.push(listener),
    /** Lost with a process or the bus: sockets are read again within a minute anyhow. */
    tell: ((app, levels) => {
      const all = [...levels]
      for (let at = 0; at < all.length; at += NOTICE_PEOPLE)
        notices.publish(TOPIC, { app, levels: all.slice(at, at + NOTICE_PEOPLE) })
    }) satisfies OnLevels,
    stop,
  }
}
