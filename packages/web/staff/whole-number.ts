// A whole number as people type it. Pure.

/** `120`; null for anything that is not digits alone, or more than seven of them. */
export const wholeOf = (typed: string): number | null => (/^\d{1,7}$/.test(typed.trim()) ? Number(typed) : null)
