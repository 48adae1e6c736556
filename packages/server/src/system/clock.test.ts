import { expect, test } from 'bun:test'
import { systemTimers } from './clock.ts'
import { openLog } from './log.ts'

test('O7 a throw in a timer is told and ends neither the process nor the timer', async () => {
  const lines: string[] = []
  const timers = systemTimers(openLog('error', { write: (line: string) => void lines.push(line) }))
  let runs = 0
  await new Promise<void>((resolve) => {
    timers.after(1, () => {
      throw new Error('planted once')
    })
    const every = timers.every(2, () => {
      if (++runs === 3) {
        every.stop()
        resolve()
      }
      throw new Error('planted again')
    })
  })
  expect(runs).toBe(3)
  expect(lines.filter((line) => line.includes('a timer failed') && line.includes('planted'))).toHaveLength(4)
})
