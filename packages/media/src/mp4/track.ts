/** What an init segment says of a track. Times of its samples count in `timescale` a second. */
export type Track =
  | { kind: 'video'; id: number; timescale: number; config: Uint8Array; width: number; height: number }
  | { kind: 'audio'; id: number; timescale: number; config: Uint8Array; channels: number }

/** One coded picture or AAC frame. `data` are views; they are copied once, into the fragment. */
export interface Sample {
  dts: number
  duration: number
  /** Presentation minus decoding time; may be negative. */
  composition: number
  sync: boolean
  size: number
  data: readonly Uint8Array[]
}
