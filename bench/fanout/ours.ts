// Our own server as a subject: one process, alone or over Redis.
import { join } from 'node:path'
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
  const { port } = await program.hear<{ port: number }>()
  const file = join(dir, `tickets-${port}`)
  const subject: Subject = {
    who: 'Hawker',
    kind: 'hawker',
    port,
    usage: () => program.ask<Usage>('usage'),
    tickets: async (count) => {
      await program.ask(`tickets ${count} ${file}`)
      return file
    },
    collect: async () => void (await program.ask('collect')),
    ...more,
  }
  return { program, subject }
}
