// One effect for each id: the same again gets the same answer, anything else under that id is refused.
import { isRefusal, type Refusal } from '@hawker/protocol'
import type { Kysely, Transaction } from 'kysely'
import { againOf } from './core/judge.ts'
import { findTransfer, keepAnswer, type Transfer, takeId } from './ledger-store.ts'

/** Undoes the transaction: what was refused leaves no trace, and its id stays free. */
class Undone extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.refused)
    this.refusal = refusal
  }
}

/** A refusal out of `work` undoes it all. */
export const undoable = async <A>(
  db: Kysely<unknown>,
  work: (tx: Transaction<unknown>) => Promise<A | Refusal>,
): Promise<A | Refusal> => {
  try {
    return await db.transaction().execute(async (tx) => {
      const answer = await work(tx)
      if (isRefusal(answer)) throw new Undone(answer)
      return answer
    })
  } catch (error) {
    if (error instanceof Undone) return error.refusal
    throw error
  }
}

/** Locks come before the id, as everywhere: two who do both in another order could wait for each other. */
export const once = <A extends object, L>(
  db: Kysely<unknown>,
  transfer: Transfer,
  lock: (tx: Transaction<unknown>) => Promise<L>,
  work: (tx: Transaction<unknown>, locked: L) => Promise<A | Refusal>,
): Promise<A | Refusal> =>
  undoable<A>(db, async (tx) => {
    const locked = await lock(tx)
    const { app, id, by, asked } = transfer
    if (!(await takeId(tx, transfer))) return againOf<A>((await findTransfer(tx, app, id))!, by, asked)
    const answer = await work(tx, locked)
    if (!isRefusal(answer)) await keepAnswer(tx, app, id, answer)
    return answer
  })
