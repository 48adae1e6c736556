// A port for a program of the test's own: one that is named before it listens, or comes back on the same.
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'

/** Below what systems give to who asks for any: while its program is down, nobody else is given it. */
const FIRST = 12_000
const LAST = 32_767

const isFree = async (port: number): Promise<boolean> => {
  const probe = net.createServer()
  try {
    probe.listen(port, '127.0.0.1')
    await once(probe, 'listening')
    probe.close()
    await once(probe, 'close')
    return true
  } catch {
    return false
  }
}

export const ownPort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(FIRST, LAST + 1)
    if (await isFree(port)) return port
  }
}
