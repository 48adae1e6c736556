// Effects of gifts that the page has at hand. They are loaded ahead, within bounds, so that one plays at once when its
// gift comes; each play begins at the first frame, which an address that was shown before would not.
import type { Gift } from '@hawker/sdk'

export type Effect = NonNullable<Gift['effect']>

/** What a page keeps; beyond it those that were not shown for the longest time are let go. */
export const EFFECTS_KEPT_BYTES = 6_291_456
/** What is loaded before anybody sent anything. */
export const EFFECTS_AHEAD_BYTES = 4_194_304

export interface EffectStore {
  /** What it has of an effect, at once. */
  at(url: string): Blob | null
  /** Loads it if need be; null when it cannot be had. */
  load(url: string): Promise<Blob | null>
  /** Loads these one after the other, as far as there is room for what nobody asked for yet. */
  loadAhead(effects: readonly Effect[]): Promise<void>
}

interface Options {
  readonly fetch: (url: string) => Promise<Response>
  readonly keptBytes?: number
  readonly aheadBytes?: number
}

/** Loads and keeps effects. */
export const createEffectStore = (options: Options): EffectStore => {
  const { fetch, keptBytes = EFFECTS_KEPT_BYTES, aheadBytes = EFFECTS_AHEAD_BYTES } = options
  // In the order they were shown last: the first goes first.
  const kept = new Map<string, Blob>()
  const loading = new Map<string, Promise<Blob | null>>()
  let bytes = 0

  const put = (url: string, blob: Blob) => {
    kept.set(url, blob)
    bytes += blob.size
    for (const [old, { size }] of kept) {
      if (bytes <= keptBytes || old === url) break
      kept.delete(old)
      bytes -= size
    }
  }

  const at: EffectStore['at'] = (url) => {
    const blob = kept.get(url) ?? null
    if (blob) {
      kept.delete(url)
      kept.set(url, blob)
    }
    return blob
  }

  const read = async (url: string): Promise<Blob | null> => {
    try {
      const response = await fetch(url)
      if (!response.ok) return null
      const blob = await response.blob()
      put(url, blob)
      return blob
    } catch {
      return null
    } finally {
      loading.delete(url)
    }
  }

  const load: EffectStore['load'] = async (url) => {
    const known = at(url) ?? loading.get(url)
    if (known) return known
    const asked = read(url)
    loading.set(url, asked)
    return asked
  }

  return {
    at,
    load,
    loadAhead: async (effects) => {
      for (const { url } of effects) {
        if (bytes >= aheadBytes) return
        if (!kept.has(url)) await load(url)
      }
    },
  }
}
