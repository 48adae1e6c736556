// Says in one sentence what to do when Bun is missing, before anything else fails in a less helpful way.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bun = fileURLToPath(new URL('../node_modules/.bin/bun', import.meta.url))
if (spawnSync(bun, ['--version'], { stdio: 'ignore' }).status !== 0) {
  console.error(
    'Hawker needs the Bun that npm installs: run `npm ci`, or `node node_modules/bun/install.js` if install scripts were blocked.',
  )
  process.exit(1)
}
