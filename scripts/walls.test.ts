// The linter holds the walls. Each row plants one bad import in a real place and sees it refused; the last are allowed.
import { afterAll, describe, expect, test } from 'bun:test'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const planted = new Set<string>()
afterAll(() => {
  for (const file of planted) rmSync(file, { force: true })
})

const refused = (folder: string, imported: string): boolean => {
  const file = `${root}packages/${folder}/planted-${process.pid}-${planted.size}.ts`
  planted.add(file)
  writeFileSync(file, `import { thing } from '${imported}'\nexport const kept = thing\n`)
  const lint = Bun.spawnSync(
    ['node', `${root}node_modules/@biomejs/biome/bin/biome`, 'lint', '--vcs-enabled=false', file],
    { cwd: root },
  )
  rmSync(file)
  return `${lint.stdout}${lint.stderr}`.includes('noRestrictedImports')
}

describe('a bad import is refused', () => {
  test.each([
    ['server/src/rooms/core', '#db', 'core sees no database'],
    ['server/src/commerce/core', 'node:fs', 'core sees no machine'],
    ['server/src/rooms', '#commerce', 'the middle does not know features'],
    ['server/src/rooms', '#accounts', 'the middle does not know itself'],
    ['server/src/live', '#commerce', 'features do not know each other'],
    ['server/src/commerce', '../live/index.ts', 'a relative import does not leave its module'],
    ['server/src/journal', '#rooms', 'the ground knows nothing above'],
    ['server/src/kernel', '#db', 'the kernel knows nothing'],
    ['server/src/commerce', '#gateway', 'features do not know the edges'],
    ['server/src/commerce', '#config', 'only app reads the configuration'],
    ['media/src', 'node:net', 'media opens no socket'],
    ['protocol/src', 'node:fs', 'the protocol does no I/O'],
    ['sdk/src', 'zod', 'the SDK stays small'],
    ['web/viewer', '@mantine/core', 'the viewer never loads Mantine'],
    ['web/viewer', '@hawker/server', 'pages know the server only by the SDK'],
  ])('%s must not import %s: %s', (folder, imported) => {
    expect(refused(folder, imported)).toBe(true)
  })
})

describe('a good import is not', () => {
  test.each([
    ['server/src/rooms/core', '#kernel/ids'],
    ['server/src/rooms', '#journal'],
    ['server/src/commerce', '#rooms'],
    ['sdk/src', '@hawker/protocol/close-code'],
  ])('%s may import %s', (folder, imported) => {
    expect(refused(folder, imported)).toBe(false)
  })
})
