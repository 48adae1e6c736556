// `npm run test:long`: the fuzzers, the simulations and the chaos test with many more cases, viewers and seconds than
// `npm test` runs. Fuzzers and simulations print their seed.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ensureSystemPrograms } from './system-programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
ensureSystemPrograms()
const LONG = { FUZZ_CASES: '1000000', SIM_SEEDS: '10000', CHAOS_VIEWERS: '5000' }
const { status } = spawnSync(process.execPath, ['test', '--isolate', '--timeout', '3600000', 'fuzz', 'sim', 'chaos'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...LONG },
})
process.exit(status ?? 1)
