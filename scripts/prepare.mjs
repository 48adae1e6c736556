// After `npm ci`: makes sure Bun is there (npm 12 may have blocked its install script) and builds the pages once.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status === 0

if (existsSync(`${root}node_modules/bun/install.js`)) run('node_modules/bun/install.js')
if (existsSync(`${root}node_modules/vite/bin/vite.js`) && existsSync(`${root}packages/web/vite.config.ts`))
  run('node_modules/vite/bin/vite.js', 'build', '--config', 'packages/web/vite.config.ts', '--logLevel', 'warn')
