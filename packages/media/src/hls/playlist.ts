import type { Names } from './names.ts'
import * as tag from './tags/index.ts'
import type { Segment, Window } from './window.ts'

/** The version that knows parts and server control beside everything else used here (rfc8216bis 8). */
const VERSION = 9
/** Parts are listed this many target durations back from the end (rfc8216bis 4.4.4.9). */
const LISTED_PART_TARGETS = 3

const TARGET_STEP_MS = 10
/** A part target that a hiccup had raised comes down again once the longest part is shorter than this share of it. */
const RELAX_AT = 0.7

/**
 * Writes the media playlist (rfc8216bis 4.4.3–4.4.5, appendix B.1), anew for every change and the same for every
 * viewer. Text of closed segments is kept.
 */
export function createPlaylist(names: Names, targets: { partMs: number; segmentMs: number }) {
  const closed = new WeakMap<Readonly<Segment>, { parts: string; end: string }>()
  let targetDurationMs = Math.max(1000, Math.round(targets.segmentMs / 1000) * 1000)
  let partTargetMs = targets.partMs
  let text: string | undefined

  const parts = (segment: Readonly<Segment>) =>
    segment.parts.map((part, i) => tag.part(part.durationMs, names.part(segment.msn, i), part.independent)).join('\n')

  const closedText = (segment: Readonly<Segment>) => {
    let known = closed.get(segment)
    if (!known) {
      known = { parts: parts(segment), end: tag.extinf(segment.durationMs, names.segment(segment.msn)) }
      closed.set(segment, known)
    }
    return known
  }

  const opening = (segment: Readonly<Segment>, before: Readonly<Segment> | undefined): string[] => [
    ...(segment.discontinuity ? [tag.discontinuity] : []),
    ...(segment.discontinuity || before?.initId !== segment.initId ? [tag.map(names.init(segment.initId))] : []),
    tag.programDateTime(segment.programDateMs),
  ]

  const measure = (window: Window, firstWithParts: number) => {
    let longestPartMs = targets.partMs
    for (const segment of window.listed) {
      targetDurationMs = Math.max(targetDurationMs, Math.round(segment.durationMs / 1000) * 1000)
    }
    for (const segment of [...window.listed.slice(firstWithParts), ...(window.open ? [window.open] : [])]) {
      for (const part of segment.parts) longestPartMs = Math.max(longestPartMs, part.durationMs)
    }
    if (longestPartMs > partTargetMs || longestPartMs < partTargetMs * RELAX_AT) {
      partTargetMs = Math.ceil(longestPartMs / TARGET_STEP_MS) * TARGET_STEP_MS
    }
  }

  const firstWithParts = (window: Window) => {
    let ms = window.open?.durationMs ?? 0
    let first = window.listed.length
    while (first > 0 && ms < LISTED_PART_TARGETS * targetDurationMs) ms += window.listed[--first]!.durationMs
    return first
  }

  return {
    update(window: Window, ended: boolean): void {
      const { listed, open } = window
      if (!window.started) {
        text = undefined
        return
      }
      const first = firstWithParts(window)
      measure(window, first)
      const lines = [
        tag.header(VERSION),
        tag.targetDuration(targetDurationMs),
        tag.serverControl(partTargetMs),
        tag.partInf(partTargetMs),
        tag.mediaSequence(listed[0]?.msn ?? window.edge.msn),
        tag.discontinuitySequence(window.discontinuitySequence),
      ]
      for (const [i, segment] of listed.entries()) {
        const { parts, end } = closedText(segment)
        lines.push(...opening(segment, listed[i - 1]))
        if (i >= first && !ended) lines.push(parts)
        lines.push(end)
      }
      if (open) lines.push(...opening(open, listed.at(-1)), parts(open))
      const { msn, part } = window.edge
      // A hint also while the publisher is away: hls.js takes the last segment for an open one without it.
      lines.push(ended ? tag.endlist : tag.preloadHint(names.part(msn, part)))
      text = `${lines.join('\n')}\n`
    },
    get text() {
      return text
    },
    get targetDurationMs() {
      return targetDurationMs
    },
    get partTargetMs() {
      return partTargetMs
    },
  }
}
