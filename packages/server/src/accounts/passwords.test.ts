import { describe, expect, test } from 'bun:test'
import { argon2id } from '#system/password-hash'
import { createPasswords } from './passwords.ts'

describe('a password', () => {
  const passwords = createPasswords(argon2id)

  test('is kept as argon2id with 19 MiB and two passes, and verified whichever way it is composed (N3)', async () => {
    const hash = await passwords.hash('Caf\u00e9 at noon, twice')
    expect(hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$')
    expect(await passwords.verify('Cafe\u0301 at noon, twice', hash as string)).toBe(true)
    expect(await passwords.verify('Cafe at noon, twice', hash as string)).toBe(false)
  })

  test('of nobody is hashed at the same cost (A16)', async () => {
    const seen: string[] = []
    const watched = createPasswords({
      ...argon2id,
      verify: (password, hash) => {
        seen.push(hash)
        return argon2id.verify(password, hash)
      },
    })
    expect(await watched.verify('anything at all', null)).toBe(false)
    expect(seen).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)])
  })
})
