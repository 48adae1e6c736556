// What moves while a gift is shown: taken apart, written anew, kept under the name of its content, known by its app.

import { isViolation } from '@hawker/media'
import { parseAvcConfig } from '@hawker/media/codecs/h264'
import { type AppId, type GiftEffect, type Refusal, refuse } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import type { Chance } from '#kernel/chance'
import type { MeasureAvc } from './core/effects/film.ts'
import { readEffect } from './core/effects/read-effect.ts'
import { createEffectFiles, effectAddress } from './effect-files.ts'
import { nameOf } from './keep-file.ts'
import { createSweepEffects, lockFile } from './sweep-effects.ts'

/** Of one app, in all. */
export const EFFECTS_PER_APP = 1_000
export const EFFECT_BYTES_PER_APP = 536_870_912

interface Deps {
  readonly db: Database
  readonly chance: Chance
  readonly dir: string
}

const measureAvc: MeasureAvc = (record) => {
  const config = parseAvcConfig(record)
  return isViolation(config) ? null : config
}

export const createEffects = ({ db, chance, dir }: Deps) => {
  const files = createEffectFiles(dir, chance)

  return {
    serve: files.serve,

    /** Takes an upload in; the same content again is the same effect. */
    keep: async (app: AppId, upload: Uint8Array): Promise<GiftEffect | Refusal> => {
      const read = readEffect(upload, measureAvc)
      if (typeof read === 'string') return refuse('file-refused', { message: read })
      const { bytes, type, widthPx, heightPx, durationMs } = read
      const url = effectAddress(nameOf(bytes), type)
      const { rows } = await sql<{ has: boolean; full: boolean }>`
        select coalesce(bool_or(url = ${url}), false) as has,
          count(*) >= ${EFFECTS_PER_APP} or coalesce(sum(bytes), 0) + ${bytes.length} > ${EFFECT_BYTES_PER_APP} as full
        from gift_effects where app_id = ${app}`.execute(db.of(app))
      const { has, full } = rows[0]!
      if (full && !has) return refuse('limit-reached')
      await db
        .of(app)
        .transaction()
        .execute(async (tx) => {
          await lockFile(url).execute(tx)
          await files.keep(url, bytes)
          await sql`
            insert into gift_effects (app_id, url, type, bytes, width_px, height_px, duration_ms)
            values (${app}, ${url}, ${type}, ${bytes.length}, ${widthPx}, ${heightPx}, ${durationMs})
            on conflict (app_id, url) do update set used_at = excluded.used_at`.execute(tx)
        })
      return { url, type, widthPx, heightPx, durationMs }
    },

    /** An effect of this app by its address; another app's is none. */
    find: async (app: AppId, url: string): Promise<GiftEffect | null> => {
      const { rows } = await sql<GiftEffect>`
        select url, type, width_px as "widthPx", height_px as "heightPx", duration_ms as "durationMs"
        from gift_effects where app_id = ${app} and url = ${url}`.execute(db.of(app))
      return rows[0] ?? null
    },

    /** Says that a gift uses these, or did until now; answers those that are there. They stay until the end of `tx`. */
    mark: async (tx: Transaction<unknown>, app: AppId, urls: readonly string[]): Promise<string[]> => {
      const { rows } = await sql<{ url: string }>`
        with locked as materialized (
          select url from gift_effects where app_id = ${app} and url = any(${urls}::text[]) order by url for update)
        update gift_effects e set used_at = clock_timestamp() from locked l
        where e.app_id = ${app} and e.url = l.url returning e.url`.execute(tx)
      return rows.map(({ url }) => url)
    },

    sweep: createSweepEffects(db, files.remove),
  }
}
