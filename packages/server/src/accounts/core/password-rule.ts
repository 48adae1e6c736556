// Which passwords are too weak to be set. Length does most; the rest refuses what guessing lists begin with.
import { api } from '@hawker/protocol'

const { PASSWORD_MIN_CHARACTERS, PASSWORD_MAX_CHARACTERS } = api.session

/** Runs of neighbours on a keyboard or in the alphabet; a password that is nothing but a piece of one is refused. */
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qazwsxedcrfvtgbyhnujm',
  'zaq12wsxcde34rfvbgt56yhn',
  '12345678910111213141516',
]
const REVERSED = RUNS.map((run) => [...run].reverse().join(''))

/** The long ones among the most used passwords, without what follows from the rules above. */
const COMMON = new Set(
  (
    'password1234 password12345 password123456 password123! p@ssw0rd1234 passw0rd1234 mypassword123 adminpassword ' +
    'administrator administrator1 administrator123 administrateur admin1234567 admin12345678 admin123456789 ' +
    'qwerty123456 qwerty1234567 qwertyuiop12 qwertyuiop123 qwertyuiop[] asdfghjkl123 1234567890qwerty 1234567890qw ' +
    'iloveyou1234 iloveyou12345 welcome12345 welcome123456 letmein12345 letmein123456 changeme1234 changeme12345 ' +
    'abc123456789 a12345678910 a1234567890 123456789abc 1234567890abc 123456654321 1234567887654321 147258369147 ' +
    'unbelievable motherfucker contortionist manchesterunited liverpoolfc1 basketball12 football1234 baseball1234 ' +
    'princess1234 sunshine1234 superman1234 dragon123456 monkey123456 correcthorsebatterystaple woaini1314520 ' +
    'thequickbrownfox trustno1trustno1 supersecret123 secretpassword'
  ).split(' '),
)

/** Why a password is refused, as the end of a sentence that begins with its name; null when it may be used. */
export const weakness = (password: string, email: string): string | null => {
  const length = [...password].length
  if (length < PASSWORD_MIN_CHARACTERS) return `takes at least ${PASSWORD_MIN_CHARACTERS} characters`
  if (password.length > PASSWORD_MAX_CHARACTERS) return `takes at most ${PASSWORD_MAX_CHARACTERS} characters`
  const folded = password.toLowerCase()
  if (COMMON.has(folded)) return 'must not be one of the most used passwords'
  if (/^(.{1,8}?)\1+$/su.test(folded)) return 'must not repeat one short piece'
  if ([...RUNS, ...REVERSED].some((run) => (run + run).includes(folded))) return 'must not be a run of keys'
  if (folded === email.toLowerCase()) return 'must not be the e-mail address'
  return null
}
