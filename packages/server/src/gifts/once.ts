// One effect for each id: the same again gets the same answer, anything else under that id is refused.
import { isRefusal, type Refusal, refuse } from '@hawker/protocol'
import type { Kysely, Transaction } from 'kysely'
import { findTransfer, keepAnswer, type Made, type Transfer, takeId } from './ledger-store.ts'

/** Undoes the transaction: what was refused leaves no trace, and its id stays free. */
class Undone extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.refused)
    this.refusal = refusal
  }
}

const again = <A>(made: Made, { by, asked }: Transfer): A | Refusal =>
  made.by === by && made.asked === asked ? (made.answer as A) : refuse('order-id-taken')

/** What was answered under this transfer's id, a refusal when it was another's, null when it is free. */
export const answeredBefore = async <A>(db: Kysely<unknown>, transfer: Transfer): Promise<A | Refusal | null> => {
  const made = await findTransfer(db, transfer.app, transfer.id)
  return made && again<A>(made, transfer)
}

export const once = async <A extends object>(
  db: Kysely<unknown>,
  transfer: Transfer,
  work: (tx: Transaction<unknown>) => Promise<A | Refusal>,
): Promise<A | Refusal> => {
  try {
    return await db.transaction().execute(async (tx) => {
      if (!(await takeId(tx, transfer))) return again<A>((await findTransfer(tx, transfer.app, transfer.id))!, transfer)
      const answer = await work(tx)
      if (isRefusal(answer)) throw new Undone(answer)
      await keepAnswer(tx, transfer.app, transfer.id, answer)
      return answer
    })
  } catch (error) {
    if (error instanceof Undone) return error.refusal
    throw error
  }
}
