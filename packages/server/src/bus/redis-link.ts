// The two connections of a process to Redis: one for commands, one that listens. Nothing waits in line while Redis is
// away: a command then fails at once, and one whose connection is cut fails with it and is never sent again by itself.
import { Redis, type RedisOptions } from 'ioredis'
import type { Log } from '#system/log'
import { Away, awayOr } from './away.ts'
import type { RedisScript } from './redis-script.ts'

/** Every key and channel begins with it. */
export const KEY_PREFIX = 'hawker:'

const RETRY_EVERY_MS = 100
const CONNECT_TIMEOUT_MS = 2_000
const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH|ERR Client sent AUTH|ERR DB index)/
/** Channels in one SUBSCRIBE after a reconnect. */
const SUBSCRIBE_AT_ONCE = 500

type OnMessage = (text: string) => void

export interface RedisServer {
  /** New at every start of a Redis: what it numbers now continues nothing that an earlier one numbered. */
  readonly runId: string
  readonly version: string
}

export interface RedisLink {
  /** Null while away. */
  server(): RedisServer | null
  /** Rejects with `Away` when Redis cannot serve now. `args` are strings: Buffers cost six times the CPU under Bun. */
  run(script: RedisScript, args: readonly (string | number)[]): Promise<unknown>
  publish(channel: string, text: string): void
  /** Resolves when Redis listens for it, or is away: then it is taken up as soon as it is back. */
  subscribe(channel: string, onMessage: OnMessage): Promise<() => void>
  isHearing(): boolean
  /** Why it will not have us (password, rights); null while that is not known. */
  refused(): string | null
  /** Called whenever both connections are good again after a break, every channel listened to. */
  onBack(run: () => void): () => void
  /** Resolves when everything published so far has been handed on. */
  heard(): Promise<void>
  /** Begins both connections anew: the peer may be gone without a word. */
  renew(): void
  close(): void
}

const infoOf = (info: string): RedisServer => {
  const line = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? ''
  return { runId: line('run_id'), version: line('redis_version') }
}

export const openRedisLink = (url: string, log: Log): RedisLink => {
  const options = {
    retryStrategy: () => RETRY_EVERY_MS,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxLoadingRetryTime: RETRY_EVERY_MS,
    disableClientInfo: true,
  } satisfies RedisOptions
  const commands = new Redis(url, { ...options, connectionName: 'hawker' })
  const ears = new Redis(url, { ...options, connectionName: 'hawker-ears' })
  let server: RedisServer | null = null
  let hearing = false
  let closed = false
  let complained = false
  let refused: string | null = null
  const channels = new Map<string, Set<OnMessage>>()
  const whenBack = new Set<() => void>()
  const tellBack = () => {
    if (server && hearing) for (const run of whenBack) run()
  }

  for (const client of [commands, ears])
    client.on('error', (error) => {
      if (REFUSED.test(error.message)) refused = error.message
      if (!complained && !closed) log.warn({ err: error }, 'Redis cannot be reached')
      complained = true
    })

  commands.on('close', () => {
    server = null
  })
  commands.on('ready', async () => {
    try {
      server = infoOf(await commands.info('server'))
      complained = false
      refused = null
      tellBack()
    } catch (error) {
      if (!closed && commands.status === 'ready') {
        log.warn({ err: error }, 'Redis would not say which one it is')
        server = { runId: '', version: '' }
        tellBack()
      }
    }
  })

  ears.on('close', () => {
    hearing = false
  })
  ears.on('ready', async () => {
    try {
      const names = [...channels.keys()]
      for (let i = 0; i < names.length; i += SUBSCRIBE_AT_ONCE) {
        const some = names.slice(i, i + SUBSCRIBE_AT_ONCE)
        await ears.subscribe(...some)
      }
      hearing = true
      tellBack()
    } catch {
      if (!closed && ears.status === 'ready') ears.disconnect(true)
    }
  })
  ears.on('message', (channel: string, text: string) => {
    for (const onMessage of channels.get(channel) ?? []) onMessage(text)
  })

  const call = async (script: RedisScript, args: readonly (string | number)[]): Promise<unknown> => {
    try {
      return await commands.evalsha(script.sha, script.keys, ...args)
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw awayOr(error)
    }
    try {
      return await commands.eval(script.text, script.keys, ...args)
    } catch (error) {
      throw awayOr(error)
    }
  }

  return {
    server: () => server,
    run: (script, args) => (server ? call(script, args) : Promise.reject(new Away('Redis is not connected'))),
    publish: (channel, text) => {
      if (server) commands.publish(channel, text).catch(() => {})
    },
    subscribe: async (channel, onMessage) => {
      const listeners = channels.get(channel) ?? new Set()
      const isNew = listeners.size === 0
      channels.set(channel, listeners.add(onMessage))
      // Also while it is being taken up after a break: the list of then may have been without it.
      if (isNew && ears.status === 'ready') await ears.subscribe(channel).catch(() => {})
      return () => {
        listeners.delete(onMessage)
        if (listeners.size > 0 || channels.get(channel) !== listeners) return
        channels.delete(channel)
        if (ears.status === 'ready') ears.unsubscribe(channel).catch(() => {})
      }
    },
    isHearing: () => hearing,
    refused: () => refused,
    onBack: (run) => {
      whenBack.add(run)
      return () => whenBack.delete(run)
    },
    heard: async () => {
      if (hearing) await ears.ping()
    },
    renew: () => {
      for (const client of [commands, ears]) if (client.status !== 'reconnecting') client.disconnect(true)
    },
    close: () => {
      closed = true
      for (const client of [commands, ears]) client.disconnect()
    },
  }
}
