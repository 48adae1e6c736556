// `npm run check`: types of the server side and of the pages, then format, lint and walls. All run; any failure fails.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const steps = [
  ['types', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']],
  ['types of the pages', 'node_modules/typescript/bin/tsc', ['-p', 'packages/web/tsconfig.json']],
  ['format, lint, walls', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
]
let failed = 0
for (const [name, program, args] of steps) {
  const startedAt = Date.now()
  const { status } = spawnSync(process.execPath, [`${root}${program}`, ...args], { cwd: root, stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`)
  if (status !== 0) failed++
}
process.exit(failed === 0 ? 0 : 1)
