// The wire's version, and what each changed. Free of the schema library.

/** What this build speaks. */
export const PROTOCOL_VERSION = 1
/** The oldest version still served. */
export const OLDEST_VERSION = 1

/** One line for each version. */
export const VERSIONS: Readonly<Record<number, string>> = {
  1: 'hello, chat, likes, launches, orders, resume by epoch and offset',
}
