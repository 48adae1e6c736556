export type ResourceName =
  | { kind: 'init'; id: number }
  | { kind: 'part'; msn: number; part: number }
  | { kind: 'segment'; msn: number }

const SUFFIX = /^[A-Za-z0-9_-]{1,64}$/

/** File names of one stream. The suffix cannot be guessed, so a name is known only to who was given a playlist. */
export function createNames(suffix: string) {
  if (!SUFFIX.test(suffix)) throw new TypeError('suffix: 1 to 64 of A–Z, a–z, 0–9, _ and -')
  return {
    init: (id: number) => `init-${id}-${suffix}.mp4`,
    part: (msn: number, part: number) => `part-${msn}.${part}-${suffix}.m4s`,
    segment: (msn: number) => `seg-${msn}-${suffix}.m4s`,
    resolve(name: string): ResourceName | undefined {
      const match = /^(?:init-(\d{1,9})|part-(\d{1,12})\.(\d{1,4})|seg-(\d{1,12}))-([A-Za-z0-9_-]+)\.(mp4|m4s)$/.exec(
        name,
      )
      if (!match || match[5] !== suffix) return undefined
      const [, init, msn, part, segment] = match
      if ((init !== undefined) !== (match[6] === 'mp4')) return undefined
      if (init !== undefined) return { kind: 'init', id: Number(init) }
      if (segment !== undefined) return { kind: 'segment', msn: Number(segment) }
      return { kind: 'part', msn: Number(msn), part: Number(part) }
    },
  }
}

export type Names = ReturnType<typeof createNames>
