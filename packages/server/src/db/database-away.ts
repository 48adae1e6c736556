// Tells "the database is not there at the moment" from a mistake: the first may be tried again, the same ids included.

/**
 * SQLSTATE classes and codes of PostgreSQL: connection, resources, operator intervention, statement timeout; and a
 * deadlock, of which nothing stayed.
 */
const AWAY_STATES = /^(08|53|57P|57014|58|25P0[34]|25006|40P01|40001)/
const AWAY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])
const AWAY_MESSAGES =
  /Connection terminated|connection error and is not queryable|closed and is not queryable|timeout exceeded when trying to connect|Query read timeout|pool after calling end/

export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const code = String((error as { code?: unknown }).code ?? '')
  return AWAY_CODES.has(code) || AWAY_STATES.test(code) || AWAY_MESSAGES.test(error.message)
}
