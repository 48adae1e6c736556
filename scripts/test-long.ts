// `npm run test:long`: the fuzzers and simulations with many more cases than `npm test` runs. Each prints its seed.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ensureSystemPrograms } from './system-programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
ensureSystemPrograms()
const LONG = { FUZZ_CASES: '1000000', SIM_SEEDS: '10000' }
const { status } = spawnSync(process.execPath, ['test', '--isolate', '--timeout', '3600000', 'fuzz', 'sim'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...LONG },
})
process.exit(status ?? 1)
