import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppId } from '@hawker/protocol'
import { openSecrets, secretsFromKey } from './secrets.ts'

const dirs: string[] = []
const dir = async () => {
  const made = await mkdtemp(join(tmpdir(), 'hawker-secrets-'))
  dirs.push(made)
  return made
}
afterAll(() => Promise.all(dirs.map((made) => rm(made, { recursive: true, force: true }))))

const one = AppId.parse('one')
const two = AppId.parse('two')

describe('a sealed value', () => {
  const secrets = secretsFromKey(new Uint8Array(32).fill(7))
  const sealed = secrets.seal('swordfish', one, 'app-secret')

  test('opens for its app and purpose, and never looks the same twice (N5)', () => {
    expect(secrets.open(sealed, one, 'app-secret')).toBe('swordfish')
    expect(sealed).not.toContain('swordfish')
    expect(secrets.seal('swordfish', one, 'app-secret')).not.toBe(sealed)
  })

  test('moved to another app or purpose, altered, or under another key does not open (N5)', () => {
    expect(() => secrets.open(sealed, two, 'app-secret')).toThrow()
    expect(() => secrets.open(sealed, one, 'push-key')).toThrow()
    expect(() => secrets.open(`${sealed.slice(0, -3)}AAA`, one, 'app-secret')).toThrow()
    expect(() => secrets.open(sealed.slice(0, 20), one, 'app-secret')).toThrow()
    expect(() => secretsFromKey(new Uint8Array(32).fill(8)).open(sealed, one, 'app-secret')).toThrow()
  })
})

const isNew = async () => true

describe('the key', () => {
  test('is a file that only its owner reads, and stays the same (N5)', async () => {
    const at = await dir()
    const first = (await openSecrets(null, at, isNew)).derive('x')
    expect((await stat(join(at, 'secrets.key'))).mode & 0o777).toBe(0o600)
    expect((await openSecrets(null, at, isNew)).derive('x')).toEqual(first)
  })

  test('is not made anew where something is sealed already: the start ends, and no wrong key is left behind', async () => {
    const at = await dir()
    await expect(openSecrets(null, at, async () => false)).rejects.toThrow('is missing')
    expect(await readdir(at)).toEqual([])
  })

  test('is one when several processes start at once', async () => {
    const at = await dir()
    const keys = await Promise.all(
      Array.from({ length: 8 }, async () => (await openSecrets(null, at, isNew)).derive('x')),
    )
    for (const key of keys) expect(key).toEqual(keys[0]!)
    expect(await readdir(at)).toEqual(['secrets.key'])
  })

  test('comes from SECRETS_KEY as hex or base64, and no file is made', async () => {
    const at = await dir()
    const hex = await openSecrets('07'.repeat(32), at, isNew)
    const base64 = await openSecrets(Buffer.from('07'.repeat(32), 'hex').toString('base64'), at, isNew)
    expect(hex.derive('x')).toEqual(base64.derive('x'))
    expect(await readdir(at)).toEqual([])
  })

  test('that is no key ends the start with one sentence', async () => {
    const at = await dir()
    await expect(openSecrets('hunter2', at, isNew)).rejects.toThrow('SECRETS_KEY takes 32 bytes')
    await writeFile(join(at, 'secrets.key'), 'rubbish')
    await expect(openSecrets(null, at, isNew)).rejects.toThrow('does not hold a key')
    expect(await readFile(join(at, 'secrets.key'), 'utf8')).toBe('rubbish')
  })
})
