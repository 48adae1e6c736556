// Runs benches: all of them, or the one named. Prints one table each and keeps it in bench/results/<name>.json.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Bench, BenchReport, Cell } from './shape.ts'

const here = import.meta.dir

const show = (cell: Cell): string => {
  if (cell === null) return '–'
  if (typeof cell === 'string') return cell
  if (Number.isInteger(cell)) return cell.toLocaleString('en-US')
  return Math.abs(cell) >= 100 ? Math.round(cell).toLocaleString('en-US') : cell.toFixed(cell < 10 ? 2 : 1)
}

const printTable = (title: string, { columns, rows, targets, notes }: BenchReport): void => {
  const cells = [columns.map(String), ...rows.map((row) => row.map(show))]
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)))
  const line = (row: readonly string[]) =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  ')
  console.log(`\n${title}\n`)
  console.log(line(cells[0]!))
  console.log(widths.map((width) => '-'.repeat(width)).join('  '))
  for (const row of cells.slice(1)) console.log(line(row))
  if (targets.length > 0) console.log()
  for (const target of targets)
    console.log(`${target.met ? 'met ' : 'MISS'}  ${target.what}: ${target.got} (asked ${target.asked})`)
  for (const note of notes) console.log(`      ${note}`)
}

const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryMb: Math.round(totalmem() / 1_048_576),
  os: `${process.platform} ${release()}`,
  bun: Bun.version,
})

const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && Bun.file(join(here, entry.name, 'run.ts')).size > 0)
  .map((entry) => entry.name)
  .sort()

const [wanted, ...args] = process.argv.slice(2)
if (wanted !== undefined && !names.includes(wanted)) {
  console.error(`There is no bench "${wanted}". There are: ${names.join(', ')}.`)
  process.exit(2)
}

mkdirSync(join(here, 'results'), { recursive: true })
let failed = 0
for (const name of wanted === undefined ? names : [wanted]) {
  try {
    const { bench } = (await import(join(here, name, 'run.ts'))) as { bench: Bench }
    const report = await bench.run({ args, say: (text) => console.error(`  ${name}: ${text}`) })
    printTable(bench.title, report)
    const kept = { name, title: bench.title, at: new Date().toISOString(), machine: machine(), ...report }
    writeFileSync(join(here, 'results', `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`)
  } catch (error) {
    failed++
    console.error(`bench ${name} failed:`, error)
  }
}
// A bench may leave pools and servers behind; the exit code is what counts here.
process.exit(failed === 0 ? 0 : 1)
