// `npm run test:long`: the fuzzers, the simulations, the chaos and crash tests and the lists with many more cases,
// viewers, kills and rows than `npm test` runs. Fuzzers and simulations print their seed.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ensureSystemPrograms } from './system-programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
ensureSystemPrograms()
const LONG = {
  FUZZ_CASES: '1000000',
  SIM_SEEDS: '10000',
  CHAOS_VIEWERS: '5000',
  CRASH_KILLS: '20',
  SALE_SEEDS: '300',
  LIST_ROWS: '1000000',
}
const { status } = spawnSync(
  process.execPath,
  ['test', '--isolate', '--timeout', '3600000', 'fuzz', 'sim', 'chaos', 'crash', 'lists'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...LONG },
  },
)
process.exit(status ?? 1)
