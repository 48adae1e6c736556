import { seconds } from './seconds.ts'

/** EXT-X-PART, 4.4.4.9: a piece of a segment; INDEPENDENT when decoding can start with it. */
export const part = (durationMs: number, uri: string, independent: boolean) =>
  `#EXT-X-PART:DURATION=${seconds(durationMs)},URI="${uri}"${independent ? ',INDEPENDENT=YES' : ''}`
