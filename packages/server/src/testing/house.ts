// The whole house over a database of its own, with a show on air: for what people have through the SDK and a real socket.
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { AppId, Refusal, RoomId } from '@hawker/protocol'
import { createHawker, type Hawker, type HawkerOptions, isRefusal, type Room } from '@hawker/sdk'
import { STAFF_ROUTES } from '@hawker/sdk/routes-staff'
import { type App, openApp } from '#app'
import { readConfig } from '#config'
import { type TestDatabase, testDatabase } from '#db'
import { type Log, openLog } from '#system/log'

export const SHOP = 'shop' as AppId
/** On air from the beginning. */
export const ROOM = 'tea' as RoomId
export const APP_SECRET = 'an-app-secret-of-thirty-two-letters'
export const PASSWORD = 'a-long-enough-password'
const OWNER = 'owner@shop.example'

export interface House {
  readonly app: App
  readonly database: TestDatabase
  /** The owner, with all that staff can ask. */
  readonly desk: Hawker
  /** Who comes by and is nobody yet. */
  passerBy(more?: Partial<HawkerOptions>): Hawker
  /** Somebody who gave a name. */
  guest(name: string, more?: Partial<HawkerOptions>): Promise<Hawker>
  /** He is in the room until the house closes, or he leaves. */
  visit(who: Hawker): Promise<Room>
  close(): Promise<void>
}

/** An answer that had better be no refusal. */
export const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.message}`)
  return answer
}

/** `more` of its environment. */
export const openHouse = async (
  more: Readonly<Record<string, string>> = {},
  { log = openLog('silent') }: { log?: Log } = {},
): Promise<House> => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'hawker-house-'))
  const database = await testDatabase()
  const config = readConfig({
    ...{ PORT: '0', RTMP_PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: database.url },
    ...{ BOOTSTRAP_APP_ID: SHOP, BOOTSTRAP_APP_SECRET: APP_SECRET },
    ...{ BOOTSTRAP_ADMIN_EMAIL: OWNER, BOOTSTRAP_ADMIN_PASSWORD: PASSWORD },
    ...more,
  })
  const app = await openApp(config, { log })
  const baseUrl = app.config.publicUrl
  const visited: Room[] = []
  const passerBy: House['passerBy'] = (how = {}) => createHawker({ baseUrl, ...how })
  const desk = passerBy({ routes: STAFF_ROUTES })
  done(await desk.session.signIn(OWNER, PASSWORD))
  done(await desk.studio.createRoom({ id: ROOM as never, title: 'Tea' }))
  done(await desk.studio.moveTo(ROOM, 'live'))

  return {
    ...{ app, database, desk, passerBy },
    guest: async (name, how) => {
      const who = passerBy(how)
      done(await who.session.becomeGuest(name))
      return who
    },
    visit: async (who) => {
      const room = who.room(ROOM)
      done(await room.join())
      visited.push(room)
      return room
    },
    close: async () => {
      for (const room of visited) room.leave()
      await app.stop()
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
