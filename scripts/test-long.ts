// `npm run test:long`: the fuzzers, the simulations, the chaos and crash tests with many more cases, viewers and kills than
// `npm test` runs. Fuzzers and simulations print their seed.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ensureSystemPrograms } from './system-programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
ensureSystemPrograms()
const LONG = { FUZZ_CASES: '1000000', SIM_SEEDS: '10000', CHAOS_VIEWERS: '5000', CRASH_KILLS: '20' }
const { status } = spawnSync(
  process.execPath,
  ['test', '--isolate', '--timeout', '3600000', 'fuzz', 'sim', 'chaos', 'crash'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...LONG },
  },
)
process.exit(status ?? 1)
