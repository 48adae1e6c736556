/** Frames come at milliseconds: six of 33.3 ms may add up to 199. */
const ROUNDING_MS = 4
/** A keyframe that comes a little early still ends its segment. */
const EARLY_KEYFRAME = 0.9
const LONGEST_SEGMENT_MS = 30_000
const MOST_SAMPLES_IN_PART = 512
const MOST_PART_BYTES = 4 * 1024 * 1024
const MOST_PARTS_IN_SEGMENT = 512

/** What would go out if the cut came before the next frame. */
export interface Pending {
  partMs: number
  partBytes: number
  samples: number
  /** Of the whole segment, this part included. */
  segmentMs: number
  segmentBytes: number
  parts: number
}

export interface CutTargets {
  partMs: number
  segmentMs: number
  segmentBytes: number
}

/** `overdue`: a segment that had to end without a keyframe, because none came within 30 s. */
export type Cut = 'none' | 'part' | 'segment' | 'overdue'

/** A picture from which decoding can start, any other picture, or sound that leads alone. */
export type NextFrame = 'entry' | 'frame' | 'sound'

/**
 * Decides whether to cut before the next frame. Segments begin with a picture from which decoding can start; parts
 * are as near to their target as whole frames allow, and shorter before such a picture (rfc8216bis 4.4.4.9).
 */
export function decideCut(pending: Pending, next: NextFrame, targets: CutTargets): Cut {
  if (pending.samples === 0) return 'none'
  const whole = next === 'entry' ? targets.segmentMs * EARLY_KEYFRAME : targets.segmentMs
  if (next !== 'frame' && pending.segmentMs >= whole) return 'segment'
  if (pending.segmentMs >= LONGEST_SEGMENT_MS) return 'overdue'
  if (pending.segmentBytes >= targets.segmentBytes || pending.parts >= MOST_PARTS_IN_SEGMENT) return 'segment'
  if (pending.partMs >= targets.partMs - ROUNDING_MS) return 'part'
  if (next === 'entry' && pending.partMs >= targets.partMs / 2) return 'part'
  if (pending.samples >= MOST_SAMPLES_IN_PART || pending.partBytes >= MOST_PART_BYTES) return 'part'
  return 'none'
}
