// Counters of a room. They change too often to be journalled one by one: like likes and stock they are told as latest values.
import { type AppId, isRefusal, type Refusal, type RoomId } from '@hawker/protocol'
import { type CounterChange, type Counters, changeCounters as change } from './core/counters.ts'
import type { CounterNews } from './counter-news.ts'
import type { FieldsDeps } from './shared.ts'
import { lockCounters, putCounters } from './store.ts'

export const changeCounters = async (
  { db }: Pick<FieldsDeps, 'db'>,
  news: CounterNews,
  { app, room }: { app: AppId; room: RoomId },
  changes: readonly CounterChange[],
): Promise<Counters | Refusal> => {
  const counters = await db
    .of(app)
    .transaction()
    .execute(async (tx) => {
      const next = change(await lockCounters(tx, app, room), changes)
      if (!isRefusal(next)) await putCounters(tx, app, room, next)
      return next
    })
  if (!isRefusal(counters)) {
    const keys = changes.map(({ key }) => key)
    news.changed(app, room, keys)
  }
  return counters
}
