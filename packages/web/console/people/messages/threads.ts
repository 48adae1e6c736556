// A conversation as it grows from pages that were read and messages that were heard. Pure.
import type { DirectSaid } from '@hawker/sdk'

export type Message = DirectSaid['message']

/** Oldest first, each once. */
export const withMessages = (known: readonly Message[], fresh: readonly Message[]): readonly Message[] => {
  const ids = new Set(known.map(({ id }) => id))
  const unknown = fresh.filter(({ id }) => !ids.has(id))
  return unknown.length === 0 ? known : [...known, ...unknown].sort((a, b) => a.at - b.at)
}

/** The newest message of the viewer: up to there the shop has read once this conversation is open. */
export const lastOfViewer = (messages: readonly Message[]): Message | null =>
  messages.findLast(({ byShop }) => !byShop) ?? null
