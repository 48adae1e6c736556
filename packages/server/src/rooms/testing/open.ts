// Rooms on a real database, with time and people of the test.
import type { AppId, PublicPerson, UserId } from '@hawker/protocol'
import { createMemoryLog, createMemoryNotices } from '#bus'
import type { Database } from '#db'
import { createJournal } from '#journal'
import { seededChance } from '#kernel/chance'
import { openLog } from '#system/log'
import { openRooms } from '../index.ts'
import { ManualTime } from './manual-time.ts'
import { person } from './paper.ts'

export const openTestRooms = async (db: Database, seed = 1) => {
  const chance = seededChance(seed)
  const time = new ManualTime()
  const journal = createJournal({ db })
  const log = createMemoryLog({ chance })
  const notices = createMemoryNotices()
  const people = new Map<string, PublicPerson>([['mei', person('mei', 'host')]])
  const deps = {
    db,
    journal,
    log,
    notices,
    clock: time,
    timers: time,
    chance,
    logger: openLog('silent'),
    personOf: async (_app: AppId, user: UserId) => people.get(user) ?? null,
  }
  const rooms = await openRooms(deps)
  return { rooms, journal, log, notices, time, people, deps }
}
