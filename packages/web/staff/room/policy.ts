// The rules for speaking that are in force, as short marks. Pure.
import type { RoomFacts } from '@hawker/sdk'

export type Policy = RoomFacts['policy']
export interface PolicyChip {
  readonly rule: 'mutedAll' | 'slow' | 'followers' | 'buyers' | 'level' | 'links'
  readonly value: number
}

/** Only what differs from a room where everyone speaks and links are for staff. */
export const policyChips = ({ mutedAll, slowModeS, speakers, minLevel, links }: Policy): readonly PolicyChip[] => {
  const chip = (on: boolean, rule: PolicyChip['rule'], value = 0) => (on ? [{ rule, value }] : [])
  // Where nobody speaks, how fast and from which level says nothing.
  if (mutedAll) return chip(true, 'mutedAll')
  return [
    ...chip(slowModeS > 0, 'slow', slowModeS),
    ...chip(speakers === 'followers', 'followers'),
    ...chip(speakers === 'buyers', 'buyers'),
    ...chip(minLevel > 0, 'level', minLevel),
    ...chip(links === 'everyone', 'links'),
  ]
}
