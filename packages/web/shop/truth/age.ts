// A length of time in its largest whole unit. Pure.
const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1_000],
] as const

export const inLargestUnit = (ms: number): { unit: (typeof UNITS)[number][0]; count: number } => {
  const [unit, size] = UNITS.find(([, least]) => ms >= least) ?? UNITS[3]
  return { unit, count: Math.max(0, Math.floor(ms / size)) }
}
