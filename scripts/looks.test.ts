import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { looksOnce, readsOf } from './looks.ts'

const e2e = fileURLToPath(new URL('../e2e/', import.meta.url))
const reads = ['reads', 'kept'].flatMap((name) => readsOf(readFileSync(`${e2e}harness/${name}.ts`, 'utf8')))
const once = (text: string) => looksOnce(text, reads)

test('no test end to end looks at a page only once', () => {
  const found = [...new Bun.Glob('*.ts').scanSync({ cwd: e2e })].flatMap((file) =>
    once(readFileSync(e2e + file, 'utf8')).map((line) => `e2e/${file}:${line}`),
  )
  expect(found).toEqual([])
})

test('a look is found in an assertion, in a variable and in a condition', () => {
  expect(reads).toContain('countOf')
  expect(reads).toContain('toastsOf')
  expect(reads).toContain('isStillThatPage')
  for (const line of [
    'expect(await page.locator(row).count()).toBe(1)',
    'const text = await row.textContent()',
    'if (await chip.isVisible()) await chip.click()',
    'expect(await countOf(page, "row")).toBe(0)',
    'expect(await page.evaluate(() => scrollY)).toBe(0)',
    'expect(page.url()).toBe(address)',
    'await page.waitForTimeout(300)',
    'await soon(() => row.count()).toBe(2) || (await row.count())',
  ])
    expect([line, once(`first\n${line}\nlast`)]).toEqual([line, [2]])
})

test('a look that is taken again is none, and neither is what only does something in a page', () => {
  for (const line of [
    'await soon(() => page.locator(row).count()).toBe(1)',
    'await soon(async () => [await row.textContent(), (await countOf(page, "row"))]).toEqual([])',
    'await until("it is there", async () => {\n  return (await row.isVisible()) || again()\n})',
    'await page.evaluate(\n  async () => { await fetch("/api") })',
    'await Promise.all([row.waitFor(), lineOf(page, "text").click()])',
  ])
    expect([line, once(line)]).toEqual([line, []])
})
