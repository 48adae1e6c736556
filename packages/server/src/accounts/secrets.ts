// The install's one key, and what is made from it: sealed values at rest, keys for signing.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppId } from '@hawker/protocol'
import { StartError } from '#kernel/start-error'

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const FILE = 'secrets.key'
const OWNER_ONLY = 0o600

export interface Secrets {
  /** AES-256-GCM, bound to app and purpose: a sealed value moved to another row does not open. */
  seal(text: string, app: AppId, purpose: string): string
  /** Throws when the value was altered, moved, or sealed with another key. */
  open(sealed: string, app: AppId, purpose: string): string
  /** A key for one purpose alone (HKDF-SHA-256). */
  derive(purpose: string): Uint8Array
}

const decodeKey = (text: string): Uint8Array | null => {
  const trimmed = text.trim()
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return Buffer.from(trimmed, 'hex')
  const decoded = Buffer.from(trimmed, 'base64url')
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed) && decoded.length === KEY_BYTES ? decoded : null
}

// Four processes may start at once: each writes its own file, and whoever links first wins.
const createKeyFile = async (dir: string, path: string): Promise<void> => {
  await mkdir(dir, { recursive: true })
  const mine = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(mine, 'wx', OWNER_ONLY)
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64url')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(mine, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(mine, { force: true })
  }
}

const keyFromFile = async (dir: string, isNew: () => Promise<boolean>): Promise<Uint8Array> => {
  const path = join(dir, FILE)
  // Asked before looking for the file: another first start makes the file first and its app afterwards.
  const mayCreate = await isNew()
  const found = await stat(path).catch(() => null)
  if (found === null && !mayCreate)
    throw new StartError(
      `${path} is missing, and what is sealed opens with no other key: put it back, or set SECRETS_KEY.`,
    )
  if (found === null) await createKeyFile(dir, path)
  else if ((found.mode & 0o077) !== 0) await chmod(path, OWNER_ONLY)
  const key = decodeKey(await readFile(path, 'utf8'))
  if (key === null) throw new StartError(`${path} does not hold a key: put the old file back, or set SECRETS_KEY.`)
  return key
}

export const secretsFromKey = (key: Uint8Array): Secrets => {
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), `hawker:${purpose}`, KEY_BYTES))
  const sealing = derive('seal:v1')
  const bind = (app: AppId, purpose: string) => Buffer.from(`${app}\n${purpose}`)
  return {
    derive,
    seal: (text, app, purpose) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(bind(app, purpose))
      const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `v1.${body.toString('base64url')}`
    },
    open: (sealed, app, purpose) => {
      const body = sealed.startsWith('v1.') ? Buffer.from(sealed.slice(3), 'base64url') : Buffer.alloc(0)
      if (body.length < IV_BYTES + TAG_BYTES) throw new Error('a sealed value is not whole')
      const decipher = createDecipheriv('aes-256-gcm', sealing, body.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      }).setAAD(bind(app, purpose))
      decipher.setAuthTag(body.subarray(-TAG_BYTES))
      return Buffer.concat([decipher.update(body.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
    },
  }
}

/**
 * `SECRETS_KEY` when it is set (32 bytes as hex or base64), else a file of this machine that only its owner reads. The
 * file is made once, while `isNew` says that nothing was sealed yet.
 */
export const openSecrets = async (
  secretsKey: string | null,
  dataDir: string,
  isNew: () => Promise<boolean>,
): Promise<Secrets> => {
  if (secretsKey === null) return secretsFromKey(await keyFromFile(dataDir, isNew))
  const key = decodeKey(secretsKey)
  if (key === null) throw new StartError('SECRETS_KEY takes 32 bytes, as 64 hex digits or as base64.')
  return secretsFromKey(key)
}
