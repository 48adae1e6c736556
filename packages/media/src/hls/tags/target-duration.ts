/** EXT-X-TARGETDURATION, 4.4.3.1: no segment's length, rounded to a whole second, exceeds it. */
export const targetDuration = (ms: number) => `#EXT-X-TARGETDURATION:${Math.round(ms / 1000)}`
