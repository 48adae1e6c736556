// A7: paths that two programs could read in two ways are refused before anybody routes them.

export const URL_MAX_CHARACTERS = 8_192

const CONFUSING = /\/\/|\\|%2f|%5c|%00|\/\.{1,2}(\/|$)|%2e/i

/** The path of a request line, which may also be an absolute URL. */
export const pathOf = (url: string): string => {
  const scheme = url.startsWith('/') ? -1 : url.indexOf('://')
  const start = scheme < 0 ? 0 : url.indexOf('/', scheme + 3)
  if (start < 0) return '/'
  const end = url.slice(start).search(/[?#]/)
  return end < 0 ? url.slice(start) : url.slice(start, start + end)
}

export const isConfusing = (path: string): boolean => !path.startsWith('/') || CONFUSING.test(path)
