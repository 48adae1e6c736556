// The door of pictures: what staff upload is looked at, made anew, kept under the name of its content, and served.
import { createHash } from 'node:crypto'
import { type AppId, api, isRefusal, type Refusal, refuse } from '@hawker/protocol'
import { sql } from 'kysely'
import type { Database } from '#db'
import { bind, type RawRoute, type Route } from '#http'
import type { Chance } from '#kernel/chance'
import { addressesOf, createFiles } from './files.ts'
import { createMaker } from './make.ts'

/** Of one app, in all. */
export const PICTURES_PER_APP = 20_000
export const PICTURE_BYTES_PER_APP = 4_294_967_296
const NAME_CHARACTERS = 32

export interface PicturesOptions {
  readonly db: Database
  readonly chance: Chance
  /** Shared by all processes of the machine. */
  readonly dir: string
}

export interface Pictures {
  readonly routes: Route[]
  readonly rawRoutes: RawRoute[]
  keep(app: AppId, bytes: Uint8Array): Promise<api.pictures.Picture | Refusal>
}

export const createPictures = ({ db, chance, dir }: PicturesOptions): Pictures => {
  const make = createMaker()
  const files = createFiles(dir, chance)

  const keep: Pictures['keep'] = async (app, bytes) => {
    const made = await make(bytes)
    if (isRefusal(made)) return made
    const { picture, thumb, width, height } = made
    const name = createHash('sha256').update(picture).digest('hex').slice(0, NAME_CHARACTERS)
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
    ],
    rawRoutes: [files.serve],
    keep,
  }
}
