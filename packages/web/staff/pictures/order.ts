// Moving one of a row of pictures. Pure.
export const moved = <T>(list: readonly T[], from: number, to: number): T[] => {
  const rest = list.filter((_, i) => i !== from)
  const one = list[from]
  const at = Math.max(0, Math.min(rest.length, to))
  return one === undefined ? [...list] : [...rest.slice(0, at), one, ...rest.slice(at)]
}
