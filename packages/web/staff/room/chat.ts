// Which lines of chat somebody asked to see. Pure.
import type { Role, RoomState } from '@hawker/sdk'
import { isStaffRole } from '../rights.ts'

export type Line = RoomState['chat'][number]
export const CHAT_FILTERS = ['all', 'questions', 'staff'] as const
export type ChatFilter = (typeof CHAT_FILTERS)[number]

const fromStaff = (role: Role): boolean => isStaffRole(role)

/** A line of somebody in the audience with a question mark, Latin or Chinese. */
export const isQuestion = ({ text, from }: Pick<Line, 'text' | 'from'>): boolean =>
  /[?？]/.test(text) && !fromStaff(from.role)

export const passes = (line: Line, filter: ChatFilter): boolean => {
  if (filter === 'questions') return isQuestion(line)
  return filter === 'staff' ? fromStaff(line.from.role) : true
}
