// The door of pictures: what staff upload is looked at, made anew, kept under the name of its content, and served.
import path from 'node:path'
import { type AppId, api, type GiftEffect, isRefusal, type Refusal, refuse } from '@hawker/protocol'
import { sql, type Transaction } from 'kysely'
import type { Database } from '#db'
import { bind, type RawRoute, type Route } from '#http'
import type { Chance } from '#kernel/chance'
import { createEffects } from './effects.ts'
import { addressesOf, createFiles } from './files.ts'
import { nameOf } from './keep-file.ts'
import { createMaker } from './make.ts'

export { startSweepEffects } from './sweep-effects.ts'

/** Of one app, in all. */
export const PICTURES_PER_APP = 20_000
export const PICTURE_BYTES_PER_APP = 4_294_967_296

export interface PicturesOptions {
  readonly db: Database
  readonly chance: Chance
  /** Shared by all processes of the machine: folders of its own are made in it. */
  readonly dataDir: string
}

export interface Pictures {
  readonly routes: Route[]
  readonly rawRoutes: RawRoute[]
  keep(app: AppId, bytes: Uint8Array): Promise<api.pictures.Picture | Refusal>
  /** Takes in what moves while a gift is shown (F8). */
  keepEffect(app: AppId, bytes: Uint8Array): Promise<GiftEffect | Refusal>
  /** An effect of this app by its address. */
  findEffect(app: AppId, url: string): Promise<GiftEffect | null>
  /** Gifts use these, or did until now: answers those that are there, and will be until the end of `tx`. */
  markEffects(tx: Transaction<unknown>, app: AppId, urls: readonly string[]): Promise<string[]>
  /** Deletes effects that no gift has used for long. */
  sweepEffects(): Promise<void>
}

export const createPictures = ({ db, chance, dataDir }: PicturesOptions): Pictures => {
  const make = createMaker()
  const files = createFiles(path.join(dataDir, 'pictures'), chance)
  const effects = createEffects({ db, chance, dir: path.join(dataDir, 'effects') })

  const keep: Pictures['keep'] = async (app, bytes) => {
    const made = await make(bytes)
    if (isRefusal(made)) return made
    const { picture, thumb, width, height } = made
    const name = nameOf(picture)
    const size = picture.length + thumb.length
    const { rows } = await sql<{ has: boolean; full: boolean }>`
      select coalesce(bool_or(name = ${name}), false) as has,
        count(*) >= ${PICTURES_PER_APP} or coalesce(sum(bytes), 0) + ${size} > ${PICTURE_BYTES_PER_APP} as full
      from pictures where app_id = ${app}`.execute(db.of(app))
    const { has, full } = rows[0]!
    if (full && !has) return refuse('limit-reached')
    await files.keep(name, made)
    await sql`
      insert into pictures (app_id, name, bytes, width, height) values (${app}, ${name}, ${size}, ${width}, ${height})
      on conflict do nothing`.execute(db.of(app))
    return { ...addressesOf(name), width, height }
  }

  return {
    routes: [
      bind(api.pictures.uploadPicture, async ({ actor, body }) =>
        keep(actor.app, new Uint8Array(await body.arrayBuffer())),
      ),
      bind(api.gifts.uploadEffect, async ({ actor, body }) =>
        effects.keep(actor.app, new Uint8Array(await body.arrayBuffer())),
      ),
    ],
    rawRoutes: [files.serve, effects.serve],
    keep,
    keepEffect: effects.keep,
    findEffect: effects.find,
    markEffects: effects.mark,
    sweepEffects: effects.sweep,
  }
}
