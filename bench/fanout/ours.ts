// Our own server as a subject: one process, alone or over Redis.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AppId, RoomId, UserId } from '@hawker/protocol'
import { createSocketTickets } from '../../packages/server/src/accounts/socket-tickets.ts'
import { systemChance } from '../../packages/server/src/system/chance.ts'
import { systemClock } from '../../packages/server/src/system/clock.ts'
import type { Subject } from './measure.ts'
import { type Program, start, type Usage } from './processes.ts'

export interface Ours {
  readonly program: Program
  readonly subject: Subject
}

export interface Ticks {
  /** First offset of a frame, and when. */
  readonly handed: readonly (readonly [number, number])[]
  readonly heard: readonly (readonly [number, number])[]
}

export const startOurs = async (
  dir: string,
  core: number,
  more: Partial<Subject> = {},
  redisUrl: string | null = null,
): Promise<Ours> => {
  const words = redisUrl === null ? [] : [redisUrl]
  const program = start([process.execPath, join(import.meta.dir, 'server.ts'), ...words], core)
  const { port, key } = await program.hear<{ port: number; key: string }>()
  const issuer = createSocketTickets(Buffer.from(key, 'hex'), systemClock, systemChance)
  const issue = (i: number): string => {
    const person = {
      id: `viewer-${i}` as UserId,
      name: `viewer-${i}`,
      avatarUrl: null,
      role: 'viewer' as const,
      level: 1,
    }
    return issuer.issue('bench' as AppId, 'room' as RoomId, person, `session-${i}`).ticket
  }
  const file = join(dir, `tickets-${port}`)
  const subject: Subject = {
    who: 'Hawker',
    kind: 'hawker',
    port,
    usage: () => program.ask<Usage>('usage'),
    tickets: async (count) => {
      writeFileSync(file, Array.from({ length: count }, (_, i) => `${issue(i)}\n`).join(''))
      return file
    },
    collect: async () => void (await program.ask('collect')),
    ...more,
  }
  return { program, subject }
}
