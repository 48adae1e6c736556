// The text of a frame, joined from what is JSON already.

export interface FrameParts {
  readonly epoch: string
  /** Offset of the first ordered entry; the next offset when there is none. */
  readonly first: number
  readonly ordered: readonly string[]
  readonly lossy: readonly string[]
  readonly latestJson: string | null
}

/** `epoch` is ours and needs no escaping. */
export const frameText = ({ epoch, first, ordered, lossy, latestJson }: FrameParts): string => {
  let text = `{"type":"frame","epoch":"${epoch}","first":${first},"count":${ordered.length},"ordered":[${ordered.join(',')}]`
  if (latestJson !== null) text += `,"latest":${latestJson}`
  if (lossy.length > 0) text += `,"lossy":[${lossy.join(',')}]`
  return `${text}}`
}
