// A Redis of the test's own, on a free port, that ends with the test; and ways to make it misbehave.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import { ownPort } from '#kernel/testing/own-port'

const START_LIMIT_MS = 30_000
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export interface TestRedis {
  readonly url: string
  readonly port: number
  /** Dies without a word; what it held is gone. */
  kill9(): Promise<void>
  /** Starts again on the same port after `kill9`, with what was saved on its disk; resolves when it serves. */
  restart(...more: string[]): Promise<void>
  /** Stands still as it is (SIGSTOP), until `resume`. */
  pause(): void
  resume(): void
  /** Any command, over a connection of its own. */
  cli(...words: (string | number)[]): Promise<unknown>
  stop(): Promise<void>
}

const isUp = async (port: number, password: string): Promise<boolean> => {
  const client = new Redis({ port, password, lazyConnect: true, retryStrategy: () => null, connectTimeout: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.ping()
    return true
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

/** `more`: further words of its command line, `--requirepass` among them. */
export const startRedis = async (...more: string[]): Promise<TestRedis> => {
  const password = more[more.indexOf('--requirepass') + 1 || more.length] ?? ''
  const port = await ownPort()
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'hawker-redis-'))
  const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir, ...more]

  const start = async (...words: string[]) => {
    const child = spawn('redis-server', [...words, '--daemonize', 'no'], { stdio: 'ignore' })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    let failed = false
    child.once('error', () => {
      failed = true
    })
    for (const deadline = Date.now() + START_LIMIT_MS; !(await isUp(port, password)); await sleep(20)) {
      if (!failed && Date.now() < deadline && child.exitCode === null) continue
      child.kill('SIGKILL')
      throw new Error('redis-server did not start')
    }
    return { child, ended }
  }

  let { child, ended } = await start(...words)
  // Also when the test process ends before the test: nobody else would end it.
  const endWithUs = () => child.kill('SIGKILL')
  process.on('exit', endWithUs)
  const kill9 = async () => {
    child.kill('SIGCONT')
    child.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill9,
    restart: async (...others) => {
      ;({ child, ended } = await start(...words, ...others))
    },
    pause: () => {
      child.kill('SIGSTOP')
    },
    resume: () => {
      child.kill('SIGCONT')
    },
    cli: async (command, ...args) => {
      const client = new Redis({ port, password })
      client.on('error', () => {})
      try {
        return await client.call(String(command), ...args)
      } finally {
        client.disconnect()
      }
    },
    stop: async () => {
      process.off('exit', endWithUs)
      await kill9()
      fs.rmSync(dir, { recursive: true, force: true })
    },
  }
}
