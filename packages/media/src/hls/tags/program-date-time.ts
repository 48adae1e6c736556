/** EXT-X-PROGRAM-DATE-TIME, 4.4.4.6: the wall clock at the first sample of the segment. */
export const programDateTime = (epochMs: number) => `#EXT-X-PROGRAM-DATE-TIME:${new Date(epochMs).toISOString()}`
