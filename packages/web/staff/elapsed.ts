/** `00:38:12`, as a show's length is told. */
export const formatElapsed = (ms: number): string => {
  const total = Math.max(0, Math.floor(ms / 1000))
  const pad = (n: number) => String(n).padStart(2, '0')
  return [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60].map(pad).join(':')
}
