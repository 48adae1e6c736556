// Files named by what is in them: the same content is one file, whoever sent it, and never changes.
import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'

const NAME_CHARACTERS = 32

/** The name of a content: it tells nothing of whose it is. */
export const nameOf = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, NAME_CHARACTERS)

/** What a file of ours is served with: as what it is, for ever, and as no page. */
export const FILE_HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  // A shop's pages elsewhere, and encoders, may show its goods.
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
}

/** Whole or not at all, also when the machine stops in between, and when two processes write the same. */
export const keepFile = async (file: string, bytes: Uint8Array, chance: Chance): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.${randomId(chance, 8)}.draft`
  await writeFile(draft, bytes)
  await rename(draft, file)
}
