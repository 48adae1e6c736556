// Effects that no gift has used for long are deleted; never one that a gift names, whoever is first.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { AppId } from '@hawker/protocol'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '#db'
import { until } from '#kernel/testing/until'
import { systemChance } from '#system/chance'
import { createPictures, type Pictures } from './index.ts'
import { deleteFile, deleteUnused, EFFECT_KEPT_MS } from './sweep-effects.ts'

const APP = AppId.parse('shop')
const OTHER = AppId.parse('other')
const MINUTE_MS = 60_000
const dir = mkdtempSync(path.join(os.tmpdir(), 'hawker-unused-'))
let t: TestDatabase
let pictures: Pictures
let made = 0

beforeAll(async () => {
  t = await testDatabase()
  pictures = createPictures({ db: t.database, chance: systemChance, dataDir: dir })
}, 60_000)
beforeEach(() => sql`delete from gift_effects`.execute(t.database.system))
afterAll(async () => {
  await t.close()
  rmSync(dir, { recursive: true })
})

const fileOf = (url: string) => path.join(dir, 'effects', url.slice(9, 11), url.slice(9))
/** An effect that was used last so long ago. */
const effect = async (agoMs: number, { app = APP, url = '' } = {}): Promise<string> => {
  const own = url || `/effects/${(++made).toString(16).padStart(32, '0')}.webp`
  await sql`
    insert into gift_effects (app_id, url, type, bytes, width_px, height_px, duration_ms, used_at)
    values (${app}, ${own}, 'image/webp', 9, 1, 1, 1, clock_timestamp() - ${agoMs}::int8 * interval '1 ms')`.execute(
    t.database.system,
  )
  mkdirSync(path.dirname(fileOf(own)), { recursive: true })
  writeFileSync(fileOf(own), 'an effect')
  return own
}
const nameIn = (url: string, gift: string, db = t.database.of(APP)) =>
  sql`
    insert into gifts (app_id, id, name, image_url, coins, size, effect)
    values (${APP}, ${gift}, 'Gift', null, 1, 'large', ${JSON.stringify({ url })}::jsonb)`.execute(db)
const there = async (url: string, app = APP) => ({
  row: (await pictures.findEffect(app, url)) !== null,
  file: existsSync(fileOf(url)),
})
const OLD = EFFECT_KEPT_MS + MINUTE_MS

describe('an effect', () => {
  test('goes when no gift has used it for long, with its file; one that is used stays, however old, and so does a young one', async () => {
    const [old, young, used] = [await effect(OLD), await effect(EFFECT_KEPT_MS - MINUTE_MS), await effect(OLD)]
    await nameIn(used, 'named')
    await pictures.sweepEffects()
    expect(await there(old)).toEqual({ row: false, file: false })
    expect(await there(young)).toEqual({ row: true, file: true })
    expect(await there(used)).toEqual({ row: true, file: true })
  })

  test('is counted from when a gift used it last', async () => {
    const url = await effect(OLD)
    const marked = await t.database
      .of(APP)
      .transaction()
      .execute((tx) => pictures.markEffects(tx, APP, [url]))
    expect(marked).toEqual([url])
    await pictures.sweepEffects()
    expect(await there(url)).toEqual({ row: true, file: true })
  })

  test('of two apps keeps its file until both are without it; marking and using are each app’s own', async () => {
    const url = await effect(OLD)
    await effect(EFFECT_KEPT_MS - MINUTE_MS, { app: OTHER, url })
    expect(
      await t.database
        .of(OTHER)
        .transaction()
        .execute((tx) => pictures.markEffects(tx, APP, [url])),
    ).toEqual([])
    await pictures.sweepEffects()
    expect(await there(url)).toEqual({ row: false, file: true })
    expect(await there(url, OTHER)).toEqual({ row: true, file: true })
    await sql`update gift_effects set used_at = used_at - interval '1 hour'`.execute(t.database.system)
    await pictures.sweepEffects()
    expect(await there(url, OTHER)).toEqual({ row: false, file: false })
  })

  test('beyond what one statement takes goes too', async () => {
    const urls = await Promise.all(Array.from({ length: 205 }, () => effect(OLD)))
    await pictures.sweepEffects()
    expect((await Promise.all(urls.map((url) => there(url)))).filter(({ row, file }) => row || file)).toEqual([])
  })
})

describe('a gift that is saved with an effect that is due', () => {
  test('was first: the effect is passed over, and stays', async () => {
    const url = await effect(OLD)
    await t.database
      .of(APP)
      .transaction()
      .execute(async (tx) => {
        expect(await pictures.markEffects(tx, APP, [url])).toEqual([url])
        // Nothing of it is to be seen yet.
        await pictures.sweepEffects()
        await nameIn(url, 'first', tx)
      })
    await pictures.sweepEffects()
    expect(await there(url)).toEqual({ row: true, file: true })
  })

  test('comes second: it waits, and finds the effect gone', async () => {
    const url = await effect(OLD)
    let saving: Promise<string[]> = Promise.resolve([])
    await t.database.system.transaction().execute(async (tx) => {
      expect(await deleteUnused(tx)).toEqual([url])
      saving = t.database
        .of(APP)
        .transaction()
        .execute((own) => pictures.markEffects(own, APP, [url]))
      await until(async () => {
        const { rows } = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(tx)
        return rows.length > 0
      }, 'who saves the gift waits')
    })
    expect(await saving).toEqual([])
  })

  test('an upload of the same keeps its file, whether it comes before the file is deleted or after', async () => {
    const url = await effect(OLD)
    let removed = 0
    const remove = async () => void removed++
    expect(await deleteUnused(t.database.system)).toEqual([url])
    await effect(0, { url })
    await deleteFile(t.database, url, remove)
    expect(removed).toBe(0)
    await sql`delete from gift_effects`.execute(t.database.system)
    await deleteFile(t.database, url, remove)
    expect(removed).toBe(1)
  })
})
