/** EXT-X-DISCONTINUITY-SEQUENCE, 4.4.3.3: how many discontinuities have left the list; clients line up by it. */
export const discontinuitySequence = (count: number) => `#EXT-X-DISCONTINUITY-SEQUENCE:${count}`
