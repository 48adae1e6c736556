// What every bench is. A folder `bench/<name>/` has a `run.ts` that exports `bench: Bench`; `bench/main.ts` finds and runs it.

/** A cell: a number is printed with at most three significant decimals, a text as it is, null as "–". */
export type Cell = number | string | null

/** What was asked of a figure, and what came out. */
export interface Target {
  /** "p99 with 10,000 viewers" */
  readonly what: string
  /** "≤ 300 ms" */
  readonly asked: string
  readonly got: string
  readonly met: boolean
}

export interface BenchReport {
  /** Names with their units: "p99 ms", "orders/s". */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly targets: readonly Target[]
  /** What a reader must know to believe the table: what ran where, what was left out. */
  readonly notes: readonly string[]
}

export interface BenchAsk {
  /** Command-line arguments after the name of the bench: `npm run bench -- fanout --viewers 1000`. */
  readonly args: readonly string[]
  /** One line of progress, on stderr. */
  readonly say: (line: string) => void
}

export interface Bench {
  /** One line above the table. */
  readonly title: string
  run(ask: BenchAsk): Promise<BenchReport>
}

/** The number after `--name` in the arguments, or the default. */
export const numberArg = (args: readonly string[], name: string, fallback: number): number => {
  const at = args.indexOf(`--${name}`)
  const value = at < 0 ? Number.NaN : Number(args[at + 1])
  return Number.isFinite(value) ? value : fallback
}
