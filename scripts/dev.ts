// `npm run dev`: the demo's server, restarted when its code changes, and the pages rebuilt as they change. Ctrl-C ends both.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const children = [
  spawn(process.execPath, ['--watch', 'packages/server/src/main.ts'], { cwd: root, stdio: 'inherit' }),
  spawn('node', ['node_modules/vite/bin/vite.js', 'build', '--watch', '--config', 'packages/web/vite.config.ts'], {
    cwd: root,
    stdio: 'inherit',
  }),
]
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    for (const child of children) child.kill(signal)
  })
await Promise.all(children.map((child) => new Promise((done) => child.once('exit', done))))
