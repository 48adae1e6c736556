// Chat as a host reads it: what is asked stands on top and waits, the rest flows below. Pure.
import { isQuestion, type Line } from '../../staff/room/chat.ts'

export const QUESTIONS_SHOWN = 3
export const REST_SHOWN = 8
/** A question stops waiting this long after it was last asked. */
export const QUESTION_WAITS_MS = 180_000

export interface Question {
  /** As it was asked last. */
  readonly line: Line
  /** How many asked the same. */
  readonly asked: number
}

export interface HostChat {
  /** The newest that wait, oldest first. */
  readonly questions: readonly Question[]
  readonly waiting: number
  readonly rest: readonly Line[]
}

const sameText = ({ text }: Line): string =>
  text
    .toLowerCase()
    .replace(/[\s?？!！.。,，]+/g, ' ')
    .trim()

/** `answered`: offsets up to which a text counts as answered, by text. */
export const hostChat = (chat: readonly Line[], answered: ReadonlyMap<string, number>, now: number): HostChat => {
  const open = new Map<string, Question>()
  for (const line of chat) {
    if (!isQuestion(line) || now - line.at >= QUESTION_WAITS_MS) continue
    const text = sameText(line)
    if (line.offset <= (answered.get(text) ?? -1)) continue
    const asked = (open.get(text)?.asked ?? 0) + 1
    // Asked again moves to the end.
    open.delete(text)
    open.set(text, { line, asked })
  }
  const questions = [...open.values()].slice(-QUESTIONS_SHOWN)
  const shown = new Set(questions.map(({ line }) => sameText(line)))
  return {
    questions,
    waiting: open.size,
    rest: chat.filter((line) => !shown.has(sameText(line)) || !isQuestion(line)).slice(-REST_SHOWN),
  }
}

export const markAnswered = (answered: ReadonlyMap<string, number>, { line }: Question): ReadonlyMap<string, number> =>
  new Map(answered).set(sameText(line), line.offset)
