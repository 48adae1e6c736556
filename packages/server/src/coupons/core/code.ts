// Codes as people type them.

/** The alphabet of single codes has no I, L, O, U: what looks like one of them is read as what it looks like. */
const LOOKS_LIKE: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' }
const GROUP = 4

/** The code for everybody, in the spelling it is kept in. */
export const publicCode = (typed: string): string => typed.trim().toUpperCase()

/** A single code in the one spelling that is hashed. */
export const singleCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/[OIL]/g, (letter) => LOOKS_LIKE[letter]!)

/** A single code as it is shown: `7K3M-…`. */
export const shownCode = (random: string): string =>
  (random.toUpperCase().match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).join('-')
