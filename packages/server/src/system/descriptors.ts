// How many files and sockets this process may open; null where the system does not say.
import { readFileSync } from 'node:fs'

export const descriptorLimit = (): number | null => {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return line ? Number(line[1]) : null
  } catch {
    return null
  }
}
