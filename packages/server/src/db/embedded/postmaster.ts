// A running server process: found by its pid file, believed only after its identity was checked, since pids are reused.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/** What a postmaster writes about itself (PostgreSQL, "postmaster.pid"). */
export interface PidFile {
  readonly pid: number
  readonly dataDir: string
  readonly port: number
  readonly socketDir: string
  readonly ready: boolean
}

/** One more than the largest pid of any system we run on: nobody has it. */
const NOBODYS_PID = 4_194_305

const pidPath = (dataDir: string) => path.join(dataDir, 'postmaster.pid')

export const readPidFile = (dataDir: string): PidFile | null => {
  let text: string
  try {
    text = fs.readFileSync(pidPath(dataDir), 'utf8')
  } catch {
    return null
  }
  const lines = text.split('\n')
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10))
  if (!Number.isSafeInteger(pid) || pid === 0) return null
  return {
    pid,
    dataDir: lines[1] ?? '',
    port: Number(lines[3] ?? 0),
    socketDir: lines[4] ?? '',
    ready: (lines[7] ?? '').trim() === 'ready',
  }
}

/** State letter and command line of a process, or null when it is gone. */
const lookAt = (pid: number): { state: string; command: string } | null => {
  try {
    if (process.platform === 'linux')
      return {
        state: fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.[0] ?? '?',
        command: fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
      }
    const line = execFileSync('ps', ['-o', 'stat=,command=', '-p', String(pid)], { stdio: 'pipe' })
      .toString()
      .trim()
    return { state: line[0] ?? '?', command: line }
  } catch {
    return null
  }
}

export const isAlive = (pid: number): boolean => {
  const seen = lookAt(pid)
  return seen !== null && seen.state !== 'Z'
}

/** Whether this process is the server of this data folder, and not one that got its pid. */
export const serves = (pid: number, dataDir: string): boolean => {
  const seen = lookAt(pid)
  return seen !== null && seen.state !== 'Z' && seen.command.includes('postgres') && seen.command.includes(dataDir)
}

/**
 * PostgreSQL refuses to start while *any* process has the pid in its file, as happens after a container restart. Naming
 * a pid nobody has keeps the rest of the file, by which it still sees a block of shared memory in use.
 */
export const disownPid = (dataDir: string, lockFile: string): void => {
  for (const file of [pidPath(dataDir), lockFile]) {
    if (!fs.existsSync(file)) continue
    const lines = fs.readFileSync(file, 'utf8').split('\n')
    lines[0] = String(NOBODYS_PID)
    fs.writeFileSync(file, lines.join('\n'))
  }
}
