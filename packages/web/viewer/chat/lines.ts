// What stands in the list: lines, and between them what the shop told, in the order of the room's log.
import type { At, ChatSaid, NoticeTold } from '@hawker/sdk'

export type Said = At<ChatSaid>
export type Told = At<NoticeTold>
export type Entry = Said | Told

export const entriesOf = (said: readonly Said[], told: readonly Told[]): readonly Entry[] => {
  const first = said[0]?.offset ?? 0
  // An old notice without the lines around it would stand at the top for ever.
  const near = told.filter(({ offset }) => offset >= first)
  if (near.length === 0) return said
  return [...said, ...near].sort((a, b) => a.offset - b.offset)
}
