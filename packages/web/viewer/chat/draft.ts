// What stands in the input and was not said yet. It outlives the field: layouts, mutes and sheets come and go.
import { useSyncExternalStore } from 'react'

/** The protocol's limit for a line, counted as it counts: code points. */
export const LINE_MAX = 200

export interface Draft {
  get(): string
  set(text: string): void
  subscribe(listener: () => void): () => void
}

export const createDraft = (max = LINE_MAX): Draft => {
  const listeners = new Set<() => void>()
  let text = ''
  return {
    get: () => text,
    set: (next) => {
      text = [...next].slice(0, max).join('')
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const useDraft = (draft: Draft): string => useSyncExternalStore(draft.subscribe, draft.get)

/** A reply begins with the name it answers; what was written already stays behind it. */
export const replyTo = (name: string, text: string): string => {
  const mention = `@${name} `
  return text.startsWith(mention) ? text : mention + text
}
