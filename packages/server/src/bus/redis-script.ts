// A Lua script that Redis knows by its digest. Constant text: all input comes in KEYS and ARGV.
import { createHash } from 'node:crypto'

export interface RedisScript {
  readonly text: string
  readonly sha: string
  readonly keys: number
}

export const redisScript = (keys: number, text: string): RedisScript => ({
  text,
  sha: createHash('sha1').update(text).digest('hex'),
  keys,
})
