// What a question between two processes of one install is signed over.

/** How far two machines' clocks may be apart, and how long a question may travel. */
export const QUESTION_LIFE_MS = 30_000

export interface Question {
  readonly at: number
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly body: string
}

/** A body may hold line ends; it stands last. */
export const signedText = ({ at, method, target, body }: Question): string => `${at}\n${method}\n${target}\n${body}`

export const isFresh = (at: number, now: number): boolean =>
  Number.isSafeInteger(at) && Math.abs(now - at) <= QUESTION_LIFE_MS
