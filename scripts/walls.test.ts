// The linter holds the walls. Each row plants one bad import in a real place and sees it refused; those of GOOD are allowed.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The linter reads the whole house once, on a machine that may be busy. */
const LINT_LIMIT_MS = 300_000
const BAD: [folder: string, imported: string, why: string][] = [
  ['server/src/rooms/core', '#db', 'core sees no database'],
  ['server/src/commerce/core', 'node:fs', 'core sees no machine'],
  ['server/src/rooms', '#commerce', 'the middle does not know features'],
  ['server/src/rooms', '#accounts', 'the middle does not know itself'],
  ['server/src/live', '#commerce', 'features do not know each other'],
  ['server/src/rooms', '#moderation', 'the middle does not know who keeps order'],
  ['server/src/moderation', '#audience', 'moderation is a feature beside the others'],
  ['server/src/moderation/core', '#journal', 'core sees no journal'],
  ['server/src/messages', '#moderation', 'messages is handed what it must know of mutes'],
  ['server/src/fields/core', '#db', 'core sees no database'],
  ['server/src/levels', '#gifts', 'levels follow the journal and know nobody who writes it'],
  ['server/src/levels/core', '#db', 'core sees no database'],
  ['server/src/addresses', '#commerce', 'commerce is handed the address that it asks for'],
  ['server/src/commerce', '#addresses', 'features do not know each other'],
  ['server/src/rooms', '#addresses', 'no room learns where somebody lives'],
  ['server/src/invariants', '#commerce', 'invariants are handed the truths they count'],
  ['server/src/audit', '#commerce', 'the audit follows the journal and knows nobody who writes it'],
  ['server/src/audit/core', '#journal', 'core sees no journal'],
  ['server/src/rooms', '#levels', 'rooms gather what is done, and know nothing of points'],
  ['server/src/commerce', '../live/index.ts', 'a relative import does not leave its module'],
  ['server/src/commerce', '#coupons', 'orders are handed what they must know of coupons'],
  ['server/src/coupons/core', '#db', 'core sees no database'],
  ['server/src/journal', '#rooms', 'the ground knows nothing above'],
  ['server/src/leases', '#bus', 'the ground knows nothing beside it but the database'],
  ['server/src/kernel', '#db', 'the kernel knows nothing'],
  ['server/src/commerce', '#gateway', 'features do not know the edges'],
  ['server/src/commerce', '#config', 'only app reads the configuration'],
  ['media/src', 'node:net', 'media opens no socket'],
  ['protocol/src', 'node:fs', 'the protocol does no I/O'],
  ['sdk/src', 'zod', 'the SDK stays small'],
  ['web/viewer', '@mantine/core', 'the viewer never loads Mantine'],
  ['web/viewer', '@hawker/server', 'pages know the server only by the SDK'],
]
const GOOD: [folder: string, imported: string][] = [
  ['server/src/rooms/core', '#kernel/ids'],
  ['server/src/rooms', '#journal'],
  ['server/src/commerce', '#rooms'],
  ['sdk/src', '@hawker/protocol/close-code'],
]

const files = new Map<string, string>()
/** Two files that know only each other's types. */
const circle = ['a', 'b'].map((name) => `packages/server/src/rooms/planted-circle-${process.pid}-${name}.ts`)
let report = ''

beforeAll(() => {
  for (const [folder, imported] of [...BAD, ...GOOD]) {
    const file = `packages/${folder}/planted-${process.pid}-${files.size}.ts`
    files.set(`${folder} ${imported}`, file)
    writeFileSync(root + file, `import { thing } from '${imported}'\nexport const kept = thing\n`)
  }
  for (const [i, file] of circle.entries()) {
    const body = `import type { Other } from './${basename(circle[1 - i]!)}'\nexport type Thing = Other\nexport type { Other }\n`
    writeFileSync(root + file, body)
  }
  const biome = `${root}node_modules/@biomejs/biome/bin/biome`
  const lint = Bun.spawnSync(['node', biome, 'lint', '--max-diagnostics=none', ...files.values(), ...circle], {
    cwd: root,
  })
  report = `${lint.stdout}${lint.stderr}`
}, LINT_LIMIT_MS)
afterAll(() => {
  for (const file of [...files.values(), ...circle]) rmSync(root + file, { force: true })
})

const finds = (file: string | undefined, rule: string): boolean =>
  report.split('\n').some((line) => line.includes(`${file}:`) && line.includes(rule))
const refused = (folder: string, imported: string): boolean =>
  finds(files.get(`${folder} ${imported}`), 'noRestrictedImports')

test.each(BAD)('%s must not import %s: %s', (folder, imported) => {
  expect(refused(folder, imported)).toBe(true)
})

test.each(GOOD)('%s may import %s', (folder, imported) => {
  expect(refused(folder, imported)).toBe(false)
})

test('two files must not know each other, also by types alone', () => {
  expect(circle.filter((file) => finds(file, 'noImportCycles'))).toEqual(circle)
})
