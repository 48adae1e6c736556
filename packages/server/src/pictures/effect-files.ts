// Effects on disk, served by the name of their content; a player may ask for a stretch of one, as Safari does of films.
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { RawRoute } from '#http'
import type { Chance } from '#kernel/chance'
import { stretchOf } from './core/stretch.ts'
import { FILE_HEADERS, keepFile } from './keep-file.ts'

const PREFIX = '/effects/'
const NAME = new RegExp(`^${PREFIX}([0-9a-f]{32})\\.(webp|png|mp4)$`)
const TYPES = { webp: 'image/webp', png: 'image/png', mp4: 'video/mp4' } as const
type Extension = keyof typeof TYPES

/** The address of an effect: its content's name, and its type's ending. */
export const effectAddress = (name: string, type: (typeof TYPES)[Extension]): string =>
  `${PREFIX}${name}.${(Object.keys(TYPES) as Extension[]).find((extension) => TYPES[extension] === type)}`

export const createEffectFiles = (dir: string, chance: Chance) => {
  const pathOf = (url: string): string => {
    const file = url.slice(PREFIX.length)
    return path.join(dir, file.slice(0, 2), file)
  }

  const serve: RawRoute = {
    prefix: PREFIX,
    handle: async ({ method, headers: asked }, { url }) => {
      const [, , extension] = NAME.exec(url.pathname) ?? []
      if (extension === undefined || (method !== 'GET' && method !== 'HEAD')) return null
      const file = Bun.file(pathOf(url.pathname))
      if (!(await file.exists())) return null
      const headers = { ...FILE_HEADERS, 'content-type': TYPES[extension as Extension], 'accept-ranges': 'bytes' }
      const stretch = method === 'GET' ? stretchOf(asked.get('range'), file.size) : null
      if (stretch === null) return new Response(file, { headers })
      const { from, to } = stretch
      return new Response(file.slice(from, to + 1), {
        status: 206,
        headers: { ...headers, 'content-range': `bytes ${from}-${to}/${file.size}` },
      })
    },
  }

  return {
    serve,
    keep: (url: string, bytes: Uint8Array) => keepFile(pathOf(url), bytes, chance),
    remove: (url: string) => rm(pathOf(url), { force: true }),
  }
}
