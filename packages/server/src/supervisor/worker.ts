// One worker as its parent sees it: started, started again, ended.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Log } from '#system/log'
import { afterEnd, FRESH, type Restarts } from './core/restarts.ts'
import { EXIT_START_ERROR, isReady } from './messages.ts'

export interface WorkerDeps {
  readonly index: number
  readonly entry: string
  readonly env: Record<string, string | undefined>
  readonly log: Log
  readonly onReady: () => void
  /** It ended and is not started again. */
  readonly onGivenUp: () => void
}

export interface Worker {
  /** Sends the signal and resolves when it has ended; after `killAfterMs` it is killed. */
  end(killAfterMs: number): Promise<void>
}

export const startWorker = ({ index, entry, env, log, onReady, onGivenUp }: WorkerDeps): Worker => {
  let child: ChildProcess | null = null
  let restarts: Restarts = FRESH
  let again: ReturnType<typeof setTimeout> | null = null
  let wasReady = false
  let ending = false
  let ended = () => {}

  const start = () => {
    again = null
    const startedAt = performance.now()
    const mine = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child = mine
    mine.on('message', (message) => {
      if (!isReady(message)) return
      wasReady = true
      onReady()
    })
    let over = false
    const onEnd = (why: Record<string, unknown>, hopeless: boolean) => {
      if (over) return
      over = true
      child = null
      if (ending) return ended()
      const next = afterEnd(restarts, performance.now() - startedAt)
      restarts = next.restarts
      if (next.afterMs === null || (hopeless && !wasReady)) {
        log.fatal({ worker: index, ...why, ends: restarts.endsInARow }, 'a worker does not stay up: giving up')
        return onGivenUp()
      }
      log.error({ worker: index, ...why, againInMs: next.afterMs }, 'a worker ended: starting it again')
      again = setTimeout(start, next.afterMs)
    }
    mine.once('error', (error) => onEnd({ err: error }, true))
    mine.once('exit', (code, signal) => onEnd({ code, signal }, code === EXIT_START_ERROR))
  }
  start()

  return {
    end: (killAfterMs) =>
      new Promise((resolve) => {
        ending = true
        if (again) clearTimeout(again)
        if (child === null) return resolve()
        const kill = setTimeout(() => {
          log.error({ worker: index }, 'a worker did not end in time: killing it')
          child?.kill('SIGKILL')
        }, killAfterMs)
        ended = () => {
          clearTimeout(kill)
          resolve()
        }
        child.kill('SIGTERM')
      }),
  }
}
