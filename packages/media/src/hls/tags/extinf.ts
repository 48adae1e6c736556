import { seconds } from './seconds.ts'

/** EXTINF, 4.4.4.1: how long the segment is; its address stands on the next line. */
export const extinf = (durationMs: number, uri: string) => `#EXTINF:${seconds(durationMs)},\n${uri}`
