// Two processes over one Redis.
import type { Cell, Target } from '../shape.ts'
import type { Load } from './measure.ts'

export const acrossProcesses = async (_: {
  dir: string
  load: Load
  say: (line: string) => void
  quick: boolean
}): Promise<{ rows: Cell[][]; targets: Target[]; notes: string[] }> => ({ rows: [], targets: [], notes: [] })
