// One JSON line for each thing worth telling. Secrets are cut here, before any sink.
import pino from 'pino'

export type Log = pino.Logger

/** Longest text value in a log line; more is cut. */
export const LOG_VALUE_MAX_CHARACTERS = 2_048

const SECRET_KEYS = [
  'password',
  'secret',
  'token',
  'ticket',
  'usersig',
  'Sign',
  'txSecret',
  'authorization',
  'cookie',
  'key',
]

export const openLog = (level: string, destination?: pino.DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[cut]' },
      formatters: {
        level: (label) => ({ level: label }),
        log: (line) => {
          for (const [key, value] of Object.entries(line))
            if (typeof value === 'string' && value.length > LOG_VALUE_MAX_CHARACTERS)
              line[key] = `${value.slice(0, LOG_VALUE_MAX_CHARACTERS)}…`
          return line
        },
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  )
