// From bytes to gathered products, in slices. What is wrong is counted, and the first of it named.
import { finished } from 'node:stream'
import { api } from '@hawker/protocol'
import { Parser } from 'csv-parse'
import { type Column, delimiterOf, type LineError, readHeader } from './core/columns.ts'
import { NOT_UTF8, notText } from './core/encoding.ts'
import { createGathering, type Gathered } from './core/gather.ts'
import { readLine } from './core/read-line.ts'

/** Lines of one table. */
export const CSV_LINES_MAX = 100_000
const RECORD_MAX_CHARACTERS = 65_536
/** Read in one go. */
export const CHUNK_BYTES = 16_384

export interface Read {
  readonly products: ReadonlyMap<Gathered['id'], Gathered>
  readonly lines: number
}

/** Errors of a table: all are counted, the first are kept. */
export const createErrors = () => {
  const first: LineError[] = []
  let count = 0
  return {
    first,
    count: () => count,
    wrong: (line: number, column: string | null, message: string): void => {
      count++
      if (first.length < api.commerce.CSV_ERRORS_MAX) first.push({ line, column, message: message.slice(0, 200) })
    },
  }
}
export type Errors = ReturnType<typeof createErrors>

const breaksIn = (record: readonly string[]): number =>
  record.reduce(
    (sum, cell) => (cell.includes('\n') || cell.includes('\r') ? sum + cell.split(/\r\n|\r|\n/).length - 1 : sum),
    0,
  )

/** A sentence where the file is no table at all. */
export const readCsv = async (bytes: Uint8Array, errors: Errors, pace: () => Promise<void>): Promise<Read | string> => {
  const unfit = notText(bytes)
  if (unfit !== null) return unfit
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (from: number): string | null => {
    try {
      return decoder.decode(bytes.subarray(from, from + CHUNK_BYTES), { stream: from + CHUNK_BYTES < bytes.length })
    } catch {
      return null
    }
  }
  const first = decode(0)
  if (first === null) return NOT_UTF8

  const gathering = createGathering(errors.wrong)
  let columns: Column[] | null = null
  let lines = 0
  const take = (record: readonly string[], line: number): void => {
    if (columns === null) {
      const header = readHeader(record)
      for (const { column, message } of header.errors) errors.wrong(line, column, message)
      columns = header.columns
      return
    }
    lines++
    const read = readLine(line, columns, record, (column, message) => errors.wrong(line, column, message))
    if (read) gathering.add(read)
  }
  const parser = new Parser({
    ...{ bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: RECORD_MAX_CHARACTERS },
    delimiter: delimiterOf(first.split(/[\r\n]/, 1)[0]!),
    // Taken as they are found: nothing waits in the stream.
    on_record: (record: string[], { lines: at }: { lines: number }) => {
      if (columns === null || headerIsFine()) take(record, Math.max(1, at - breaksIn(record)))
      return null
    },
  })
  const headerIsFine = () => lines > 0 || errors.count() === 0
  let broken: (Error & { code?: string; lines?: number }) | null = null
  parser.on('error', (error) => (broken = error)).resume()
  const fed = (feed: (after: () => void) => unknown) => new Promise<void>((resolve) => feed(() => resolve()))

  for (
    let from = 0;
    from < bytes.length && broken === null && (columns === null || headerIsFine());
    from += CHUNK_BYTES
  ) {
    const text = from === 0 ? first : decode(from)
    if (text === null) return NOT_UTF8
    await fed((after) => parser.write(text, after))
    if (lines > CSV_LINES_MAX) return TOO_LONG
    await pace()
  }
  if (broken === null) await fed((after) => finished(parser.end(), after))
  parser.destroy()
  if (lines > CSV_LINES_MAX) return TOO_LONG
  const cut = broken as { code?: string; lines?: number } | null
  if (cut) errors.wrong(cut.lines ?? lines + 2, null, SENTENCES[cut.code ?? ''] ?? CANNOT_BE_READ)
  else if (columns === null) return 'This file is empty.'
  return { products: gathering.products, lines }
}

const TOO_LONG = `More than ${CSV_LINES_MAX} lines: send it in parts.`
const CANNOT_BE_READ = 'this line cannot be read as CSV, and nothing behind it'
const SENTENCES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened here and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote within a text is written twice, and nothing stands behind the last one',
  INVALID_OPENING_QUOTE: 'a text with a quote in it stands within quotes, with each of its own written twice',
  CSV_MAX_RECORD_SIZE: `longer than ${RECORD_MAX_CHARACTERS} characters`,
}
