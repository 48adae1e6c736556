// Chat as a host reads it: what is asked stands on top and waits, the rest flows below. Pure.
import { isQuestion, type Line } from '../../staff/room/chat.ts'

export const QUESTIONS_SHOWN = 3
export const REST_SHOWN = 8

export interface HostChat {
  /** The newest that wait, oldest first. */
  readonly questions: readonly Line[]
  readonly waiting: number
  readonly rest: readonly Line[]
}

/** A question stops waiting this long after it was asked. */
export const QUESTION_WAITS_MS = 180_000

export const hostChat = (chat: readonly Line[], seen: ReadonlySet<number>, now: number): HostChat => {
  const open = chat.filter((line) => isQuestion(line) && !seen.has(line.offset) && now - line.at < QUESTION_WAITS_MS)
  const questions = open.slice(-QUESTIONS_SHOWN)
  const shown = new Set(questions.map(({ offset }) => offset))
  return {
    questions,
    waiting: open.length,
    rest: chat.filter(({ offset }) => !shown.has(offset)).slice(-REST_SHOWN),
  }
}
