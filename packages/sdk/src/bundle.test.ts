import { expect, test } from 'bun:test'
import { gzipSync } from 'node:zlib'

const BUDGET_BYTES = 12_288

test('the browser bundle holds no schema library and stays within 12 KB compressed', async () => {
  const built = await Bun.build({ entrypoints: [`${import.meta.dir}/index.ts`], target: 'browser', minify: true })
  expect(built.success).toBe(true)
  const text = await built.outputs[0]!.text()
  expect(text).not.toContain('zod')
  expect(text).not.toContain('discriminat')
  expect(text).not.toContain('node:')
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(BUDGET_BYTES)
})
