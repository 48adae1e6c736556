/** Why input was not taken. `unsupported` is honest input we do not speak; all others are broken or hostile. */
export type ViolationCode =
  | 'truncated'
  | 'malformed'
  | 'too-large'
  | 'too-many'
  | 'unsupported'
  | 'out-of-order'
  | 'gop-too-long'

/** The one error of this package: thrown inside, handed back as a value at its rim. */
export class MediaViolation extends Error {
  override readonly name = 'MediaViolation'
  readonly code: ViolationCode

  constructor(code: ViolationCode, message: string) {
    super(message)
    this.code = code
  }
}

export const isViolation = (value: unknown): value is MediaViolation => value instanceof MediaViolation

/** Runs `body`; a violation becomes its value, anything else is a bug and goes on. */
export function attempt<T>(body: () => T): T | MediaViolation {
  try {
    return body()
  } catch (error) {
    if (error instanceof MediaViolation) return error
    throw error
  }
}
