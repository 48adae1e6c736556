// What came of a table that was looked at, for people. Pure.
import type { Answer } from '@hawker/sdk'

export type CsvAnswer = Answer<'commerce.importProducts'>
type LineError = CsvAnswer['errors'][number]

export interface WrongLine {
  readonly line: number
  readonly errors: readonly Pick<LineError, 'column' | 'message'>[]
}

/** Errors by line, in the order of the file; what is wrong twice in a line stands beside it. */
export const wrongLines = (errors: readonly LineError[]): WrongLine[] =>
  [...Map.groupBy(errors, ({ line }) => line)]
    .sort(([a], [b]) => a - b)
    .map(([line, all]) => ({ line, errors: all.map(({ column, message }) => ({ column, message })) }))

/** `wrong`: nothing of it is taken in. `same`: nothing in it is new. `ready`: it waits for a yes. */
export type Standing = 'wrong' | 'same' | 'ready' | 'done'

export const standingOf = ({ done, errorCount, created, changed }: CsvAnswer): Standing => {
  if (errorCount > 0) return 'wrong'
  if (created + changed === 0) return 'same'
  return done ? 'done' : 'ready'
}
