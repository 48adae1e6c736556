// Programs of the bench: pinned to a core (or to none), with as many descriptors as the machine allows, spoken to in lines.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

const ANSWER_MAX_MS = 120_000

export interface Program {
  readonly pid: number
  /** The next line it says, as JSON. */
  hear<T>(): Promise<T>
  ask<T>(command: string): Promise<T>
  tell(command: string): void
  end(): Promise<void>
}

export interface Usage {
  readonly cpuMicros: number
  readonly rss: number
}

/** Ticks in which the kernel counts CPU time for other processes. */
const TICK_MICROS = 10_000

/** CPU time and resident bytes of any process, as the kernel counts them. */
export const usageOf = (pid: number): Usage => {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')
  const rssKb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return { cpuMicros: (Number(afterName[11]) + Number(afterName[12])) * TICK_MICROS, rss: Number(rssKb) * 1_024 }
}

export const hasProgram = (name: string): boolean => Bun.which(name) !== null

/** `ends`: whether it goes at the line "end", or wants a signal as other people's servers do. */
export const start = (command: readonly string[], core: number | null, ends: 'line' | 'signal' = 'line'): Program => {
  const pinned =
    core !== null && hasProgram('taskset') && navigator.hardwareConcurrency > 1 ? ['taskset', '-c', String(core)] : []
  // The soft limit may be low; the hard one is what the machine allows.
  const child = Bun.spawn(
    ['sh', '-c', 'ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec "$@"', 'sh', ...pinned, ...command],
    { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' },
  )
  const lines: string[] = []
  const waiting: ((line: string | null) => void)[] = []
  createInterface({ input: Readable.fromWeb(child.stdout as never) }).on('line', (line) => {
    const taker = waiting.shift()
    if (taker) taker(line)
    else lines.push(line)
  })
  void child.exited.then(() => {
    for (const taker of waiting.splice(0)) taker(null)
  })
  const hear = async <T>(): Promise<T> => {
    const known = lines.shift()
    if (known !== undefined) return JSON.parse(known) as T
    const line = await new Promise<string | null>((resolve) => {
      waiting.push(resolve)
      setTimeout(() => resolve(null), ANSWER_MAX_MS).unref()
    })
    if (line === null) throw new Error(`${command.join(' ')} ended or said nothing`)
    return JSON.parse(line) as T
  }
  const tell = (text: string) => {
    child.stdin.write(`${text}\n`)
    child.stdin.flush()
  }
  return {
    pid: child.pid,
    hear,
    tell,
    ask: (text) => {
      tell(text)
      return hear()
    },
    end: async () => {
      if (child.exitCode === null) {
        if (ends === 'line') tell('end')
        else child.kill('SIGTERM')
        await Promise.race([child.exited, Bun.sleep(10_000)])
      }
      child.kill('SIGKILL')
    },
  }
}
