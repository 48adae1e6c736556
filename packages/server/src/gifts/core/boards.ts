// Boards of who gave most: names, and what a batch adds to them.
import type { Millis } from '@hawker/protocol'

/** "2026-11", in UTC: a month is the same for every process and every viewer. */
export const monthOf = (at: Millis): string => new Date(at).toISOString().slice(0, 7)

export const showBoard = (room: string): string => `show:${room}`
export const monthBoard = (host: string, at: Millis): string => `month:${monthOf(at)}:${host}`

export interface Given {
  readonly room: string
  readonly host: string | null
  readonly user: string
  readonly coins: number
  readonly at: Millis
}

export interface Tally {
  readonly boards: readonly string[]
  readonly users: readonly string[]
  readonly coins: readonly number[]
}

/** One row for each board and person. */
export const tallyOf = (given: readonly Given[]): Tally => {
  const sums = new Map<string, { board: string; user: string; coins: number }>()
  const add = (board: string, user: string, coins: number) => {
    const key = `${board} ${user}`
    const sum = sums.get(key)
    if (sum) sum.coins += coins
    else sums.set(key, { board, user, coins })
  }
  for (const { room, host, user, coins, at } of given) {
    add(showBoard(room), user, coins)
    if (host !== null) add(monthBoard(host, at), user, coins)
  }
  const rows = [...sums.values()]
  return {
    boards: rows.map(({ board }) => board),
    users: rows.map(({ user }) => user),
    coins: rows.map(({ coins }) => coins),
  }
}
