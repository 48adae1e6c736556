// Who runs PostgreSQL: it refuses to run as root, so root lends it another user. No user is ever created.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

/** Empty: the user who runs us. */
export type Runner = { readonly uid: number; readonly gid: number } | Record<string, never>

const idOf = (user: string): Runner | null => {
  try {
    const number = (flag: string) => Number(execFileSync('id', [flag, user], { stdio: 'pipe' }).toString())
    return { uid: number('-u'), gid: number('-g') }
  } catch {
    return null
  }
}

/** `existing`: a cluster made earlier keeps the owner it has. */
export const chooseRunner = (existing: string): Runner | null => {
  if (process.getuid?.() !== 0) return {}
  const owner = fs.statSync(existing, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return idOf('postgres') ?? idOf('nobody')
}

/** Whether another user can walk to this path: every folder above lets others through. */
export const reachableByOthers = (target: string): boolean => {
  for (let at = path.resolve(target); ; at = path.dirname(at)) {
    const found = fs.statSync(at, { throwIfNoEntry: false })
    if (found && (found.mode & 1) === 0) return false
    if (at === path.dirname(at)) return true
  }
}
