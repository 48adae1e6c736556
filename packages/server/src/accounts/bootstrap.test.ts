import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { api, isRefusal } from '@hawker/protocol'
import { createMemoryNotices } from '#bus'
import { type Database, openDatabase, type TestDatabase, testDatabase } from '#db'
import { createJournal } from '#journal'
import { systemChance } from '#system/chance'
import { openLog } from '#system/log'
import { openAccounts } from './index.ts'
import { countedHash, exchange, testClock, testTimers } from './testing.ts'

const opened: TestDatabase[] = []
const besides: Database[] = []
const dirs: string[] = []
afterAll(async () => {
  await Promise.all(besides.map((database) => database.close()))
  await Promise.all(opened.map((database) => database.close()))
  await Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true })))
})

const install = async () => {
  const made = await testDatabase()
  opened.push(made)
  const dataDir = await mkdtemp(join(tmpdir(), 'hawker-bootstrap-'))
  dirs.push(dataDir)
  const clock = testClock()
  const hash = countedHash()
  const open = (secretsKey: string | null = null, db: Database = made.database) =>
    openAccounts({
      db,
      journal: createJournal({ db }),
      notices: createMemoryNotices(),
      clock,
      chance: systemChance,
      timers: testTimers(),
      log: openLog('silent'),
      publicUrl: 'http://localhost:8080',
      dataDir,
      secretsKey,
      hasRoom: async () => true,
      passwordHash: hash,
    })
  /** With connections of its own, as another process has. */
  const beside = async () => {
    const db = await openDatabase({ url: made.url, dataDir, log: openLog('silent'), connectionsMax: 3 })
    besides.push(db)
    return open(null, db)
  }
  return { open, beside, clock, hash }
}

const VALUES = {
  appId: 'shop-1',
  appSecret: 'the-secret-of-the-merchant-of-this-shop',
  adminEmail: 'boss@shop.example',
  adminPassword: 'violet-tram-at-noon',
}
const { signIn, signInByLink } = api.session

describe('the first start', () => {
  let t: Awaited<ReturnType<typeof install>>
  beforeAll(async () => {
    t = await install()
  })

  test('makes the app and the administrator of the configuration; there is no default password (N6)', async () => {
    const accounts = await t.open()
    const first = await accounts.bootstrap(VALUES)
    expect(first).toMatchObject({ app: 'shop-1', createdApp: true, generatedSecret: null, link: null })
    expect(accounts.defaultApp as string).toBe('shop-1')
    expect(accounts.hasApp(first.app)).toBe(true)
    const { answer } = await exchange(accounts, signIn, {
      body: { email: VALUES.adminEmail, password: VALUES.adminPassword },
    })
    expect(answer).toMatchObject({ you: { person: { name: 'boss', role: 'owner' } } })
  })

  test('is not repeated: later starts with the same or other values change nothing', async () => {
    const hashed = t.hash.hashed
    for (const values of [VALUES, {}, { ...VALUES, adminPassword: 'something-else-here', appSecret: 'x'.repeat(40) }]) {
      const accounts = await t.open()
      expect(await accounts.bootstrap(values)).toMatchObject({ app: 'shop-1', createdApp: false, link: null })
    }
    expect(t.hash.hashed).toBe(hashed)
  })

  test('of another key says so in one sentence, and opens nothing (N5)', async () => {
    await expect(t.open('07'.repeat(32))).rejects.toThrow('SECRETS_KEY (or secrets.key in DATA_DIR) does not open')
  })
})

describe('a first start without values', () => {
  test('generates them and gives a link; each start gives one until a password is set (N6)', async () => {
    const t = await install()
    const accounts = await t.open()
    const first = await accounts.bootstrap({})
    expect(first.generatedSecret!.length).toBeGreaterThanOrEqual(43)
    const enter = async (token: string) =>
      (await exchange(accounts, signInByLink, { body: { token, deliver: 'token' } })).answer
    const entered = (await enter(first.link!.token)) as { you: { person: { role: string } }; token: string }
    expect(entered.you.person.role).toBe('owner')
    expect(isRefusal(await enter(first.link!.token))).toBe(true)
    const again = await t.open()
    const second = await again.bootstrap({})
    expect(second).toMatchObject({ app: first.app, createdApp: false, generatedSecret: null })
    expect(second.link).not.toBeNull()
    await exchange(accounts, api.session.changePassword, {
      body: { current: null, next: 'glass-otter-by-seven' },
      credential: entered.token,
    })
    expect((await again.bootstrap({})).link).toBeNull()
  })

  test('in four processes at once makes one app and one owner', async () => {
    const t = await install()
    const four = await Promise.all([1, 2, 3, 4].map(() => t.beside()))
    const made = await Promise.all(four.map((accounts) => accounts.bootstrap({})))
    expect(new Set(made.map((one) => one.app)).size).toBe(1)
    expect(made.filter((one) => one.createdApp)).toHaveLength(1)
    const { answer } = await exchange(four[0]!, signInByLink, {
      body: { token: made[3]!.link!.token, deliver: 'token' },
    })
    const { token } = answer as { token: string }
    const list = await exchange(four[0]!, api.staff.listStaff, { credential: token })
    expect((list.answer as { staff: unknown[] }).staff).toHaveLength(1)
  })
})

describe('a value that cannot be used', () => {
  test.each([
    [{ adminPassword: 'short' }, 'BOOTSTRAP_ADMIN_PASSWORD takes at least 12 characters.'],
    [{ adminPassword: 'password1234' }, 'BOOTSTRAP_ADMIN_PASSWORD must not be one of the most used passwords.'],
    [{ adminEmail: 'boss' }, 'BOOTSTRAP_ADMIN_EMAIL takes an e-mail address.'],
    [{ appId: 'my shop' }, 'BOOTSTRAP_APP_ID takes 1 to 64 of A-Z a-z 0-9 _ -.'],
    [{ appSecret: 'short' }, 'BOOTSTRAP_APP_SECRET takes at least 16 characters.'],
  ])('%p ends the start with one sentence (N6)', async (values, sentence) => {
    const t = await install()
    const accounts = await t.open()
    await expect(accounts.bootstrap({ ...VALUES, ...values })).rejects.toThrow(sentence)
    expect(() => accounts.defaultApp).toThrow()
  })
})
