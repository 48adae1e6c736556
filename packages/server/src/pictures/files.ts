// Pictures on disk, named by what is in them: the same picture is one file, whoever sent it, and never changes.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { RawRoute } from '#http'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import { THUMB_PX } from './make.ts'

export const PREFIX = '/pictures/'
const NAME = new RegExp(`^${PREFIX}([0-9a-f]{32})(-${THUMB_PX})?\\.webp$`)

export const addressesOf = (name: string) => ({
  url: `${PREFIX}${name}.webp`,
  thumbUrl: `${PREFIX}${name}-${THUMB_PX}.webp`,
})

const HEADERS = {
  'content-type': 'image/webp',
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  // A shop's pages elsewhere, and encoders, may show its goods.
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
}

export const createFiles = (dir: string, chance: Chance) => {
  const pathOf = (name: string, thumb: boolean): string =>
    path.join(dir, name.slice(0, 2), `${name}${thumb ? `-${THUMB_PX}` : ''}.webp`)

  /** Whole or not at all, also when the machine stops in between, and when two processes write the same. */
  const keep = async (file: string, bytes: Uint8Array): Promise<void> => {
    await mkdir(path.dirname(file), { recursive: true })
    const draft = `${file}.${randomId(chance, 8)}.draft`
    await writeFile(draft, bytes)
    await rename(draft, file)
  }

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
      await keep(pathOf(name, true), thumb)
      await keep(pathOf(name, false), picture)
    },
  }
}
