// Pictures on disk, named by what is in them: the same picture is one file, whoever sent it, and never changes.
import path from 'node:path'
import type { RawRoute } from '#http'
import type { Chance } from '#kernel/chance'
import { FILE_HEADERS, keepFile } from './keep-file.ts'
import { THUMB_PX } from './make.ts'

export const PREFIX = '/pictures/'
const NAME = new RegExp(`^${PREFIX}([0-9a-f]{32})(-${THUMB_PX})?\\.webp$`)

export const addressesOf = (name: string) => ({
  url: `${PREFIX}${name}.webp`,
  thumbUrl: `${PREFIX}${name}-${THUMB_PX}.webp`,
})

const HEADERS = { ...FILE_HEADERS, 'content-type': 'image/webp' }

export const createFiles = (dir: string, chance: Chance) => {
  const pathOf = (name: string, thumb: boolean): string =>
    path.join(dir, name.slice(0, 2), `${name}${thumb ? `-${THUMB_PX}` : ''}.webp`)

  const serve: RawRoute = {
    prefix: PREFIX,
    handle: async ({ method }, { url }) => {
      const [, name, thumb] = NAME.exec(url.pathname) ?? []
      if (name === undefined || (method !== 'GET' && method !== 'HEAD')) return null
      const file = Bun.file(pathOf(name, thumb !== undefined))
      return (await file.exists()) ? new Response(file, { headers: HEADERS }) : null
    },
  }

  return {
    serve,
    keep: async (name: string, { picture, thumb }: { picture: Uint8Array; thumb: Uint8Array }): Promise<void> => {
      await keepFile(pathOf(name, true), thumb, chance)
      await keepFile(pathOf(name, false), picture, chance)
    },
  }
}
