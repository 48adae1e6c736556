// Which facts of a room somebody changed in the form. Pure.
import type { RoomFacts } from '@hawker/sdk'
import {
  ANNOUNCEMENT_MAX_BYTES,
  bytesLeft,
  COVER_URL_MAX_BYTES,
  INTRODUCTION_MAX_BYTES,
  TITLE_MAX_BYTES,
} from '../../staff/limits.ts'

export interface Draft {
  readonly title: string
  readonly introduction: string
  readonly announcement: string
  readonly coverUrl: string
  /** As `datetime-local` writes it; empty: no start. */
  readonly startsAt: string
}

/** A moment as `datetime-local` takes it: local, no seconds. */
export const localText = (at: number | null): string => {
  if (at === null) return ''
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export const draftOf = ({ title, introduction, announcement, coverUrl, startsAt }: RoomFacts): Draft => ({
  title,
  introduction,
  announcement,
  coverUrl: coverUrl ?? '',
  startsAt: localText(startsAt),
})

export interface Change {
  title?: string
  introduction?: string
  announcement?: string
  coverUrl?: string | null
  startsAt?: number | null
}

/** Only what was changed against where the form began: what a colleague wrote meanwhile stays. */
export const changeOf = (began: Draft, draft: Draft): Change => {
  const change: Change = {}
  const trimmed = { ...draft, title: draft.title.trim(), coverUrl: draft.coverUrl.trim() }
  if (trimmed.title !== began.title) change.title = trimmed.title
  if (draft.introduction !== began.introduction) change.introduction = draft.introduction.trim()
  if (draft.announcement !== began.announcement) change.announcement = draft.announcement.trim()
  if (trimmed.coverUrl !== began.coverUrl) change.coverUrl = trimmed.coverUrl || null
  if (draft.startsAt !== began.startsAt)
    change.startsAt = draft.startsAt === '' ? null : new Date(draft.startsAt).getTime()
  return change
}

export const fits = ({ title, introduction, announcement, coverUrl }: Draft): boolean =>
  title.trim() !== '' &&
  bytesLeft(title.trim(), TITLE_MAX_BYTES) >= 0 &&
  bytesLeft(introduction, INTRODUCTION_MAX_BYTES) >= 0 &&
  bytesLeft(announcement, ANNOUNCEMENT_MAX_BYTES) >= 0 &&
  bytesLeft(coverUrl.trim(), COVER_URL_MAX_BYTES) >= 0
