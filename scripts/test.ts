// `npm test`: check, then unit and contract tests, then end to end. `npm run test:e2e` runs the last part alone.
// Ends with one line, `N passed, N failed`; any failure, a skipped test or a run without tests fails the whole.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { testHome } from '../packages/server/src/db/testing-home.ts'
import { ensureSystemPrograms } from './system-programs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bun = process.execPath

/** Lines kept of what led to a failure. */
const TOLD_LINES = 80
/** Files named at the end by what they took. */
const SLOWEST_FILES = 10

const seconds = new Map<string, number>()

/** Each file's name is a line of its own when it begins. */
const takeTimes = () => {
  let file: string | undefined
  let began = Date.now()
  return (next?: string) => {
    if (file !== undefined) seconds.set(file, (Date.now() - began) / 1000)
    file = next
    began = Date.now()
  }
}

const run = (command: string, args: string[]): Promise<{ code: number; output: string; failures: string[] }> =>
  new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'test', TMPDIR: testHome() },
    })
    let output = ''
    const failures: string[] = []
    let since: string[] = []
    const begin = takeTimes()
    let file = ''
    /** An error outside of a test, as a file that cannot be loaded: between two lines, under no test's name. */
    let outside: string[] | null = null
    const look = (line: string) => {
      const next = /^(\S+\.test\.tsx?):$/.exec(line)?.[1]
      if (next) {
        file = next
        begin(file)
      }
      if (line === '# Unhandled error between tests') outside = [file]
      else if (outside && /^-{9,}$/.test(line) && outside.length > 1) {
        failures.push(outside.join('\n'))
        outside = null
      } else outside?.push(line)
      since.push(line)
      if (/^\((pass|fail)\) /.test(line)) {
        const isTold = failures.some((failure) => failure.endsWith(line))
        if (line.startsWith('(fail) ') && !isTold) failures.push(since.slice(-TOLD_LINES).join('\n'))
        since = []
      } else if (since.length > 4 * TOLD_LINES) since = since.slice(-TOLD_LINES)
    }
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-200_000)
      process.stdout.write(chunk)
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', take)
      createInterface(stream).on('line', look)
    }
    child.once('close', (code) => {
      begin()
      done({ code: code ?? 1, output, failures })
    })
  })

const count = (output: string, word: string): number => {
  const found = [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}$`, 'gm'))].at(-1)
  return found ? Number(found[1]) : 0
}

const only = process.argv[2]
ensureSystemPrograms()

let passed = 0
let failed = 0
const told: string[] = []
if (only === undefined) {
  const check = await run('node', ['scripts/check.mjs'])
  if (check.code === 0) passed++
  else failed++
}

const suites = {
  unit: ['test', '--isolate', '--timeout', '60000', '--preload', './scripts/seed.ts', 'packages', 'scripts'],
  e2e: ['test', '--isolate', '--timeout', '180000', './e2e'],
}
for (const [name, args] of Object.entries(suites)) {
  if (only !== undefined && only !== name) continue
  const { code, output, failures } = await run(bun, args)
  told.push(...failures)
  const ran = count(output, 'pass')
  const broken = count(output, 'fail')
  const skipped = count(output, 'skip') + count(output, 'todo')
  passed += ran
  failed += broken
  if (code !== 0 && broken === 0) failed++
  if (ran === 0) {
    console.error(`${name}: no test ran`)
    failed++
  }
  if (skipped > 0) {
    console.error(`${name}: ${skipped} skipped; a test runs or is removed`)
    failed += skipped
  }
}
const slowest = [...seconds].sort(([, a], [, b]) => b - a).slice(0, SLOWEST_FILES)
console.log(`the slowest of ${seconds.size} files:`)
for (const [file, took] of slowest) console.log(`${took.toFixed(1).padStart(6)} s  ${file}`)
// Once more at the end: whoever sees only the last lines of a long run sees why.
for (const failure of told) console.log(failure)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
