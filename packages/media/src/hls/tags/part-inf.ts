import { seconds } from './seconds.ts'

/** EXT-X-PART-INF, 4.4.3.7: no part is longer than PART-TARGET. */
export const partInf = (partTargetMs: number) => `#EXT-X-PART-INF:PART-TARGET=${seconds(partTargetMs)}`
