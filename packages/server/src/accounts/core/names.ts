// Names nobody may carry, because others would believe them.
import type { UserId } from '@hawker/protocol'

/** User ids and display names kept for the system, compared without case, width or spacing. */
const RESERVED = new Set(['administrator'])

const fold = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._-]+/g, '')

export const isReserved = (name: string | UserId): boolean => RESERVED.has(fold(name))

/** E-mail addresses are compared in one spelling. */
export const foldEmail = (email: string): string => email.trim().normalize('NFKC').toLowerCase()
