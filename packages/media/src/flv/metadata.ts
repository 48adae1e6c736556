/** What `onMetaData` said, field by field; what is not listed here does not travel on. */
export interface StreamFacts {
  width?: number
  height?: number
  framesPerSecond?: number
  videoKbps?: number
  audioKbps?: number
  audioSampleRate?: number
  stereo?: boolean
  hasVideo?: boolean
  hasAudio?: boolean
  /** The sender's name for itself, printable ASCII, at most 64 characters. */
  encoder?: string
}
