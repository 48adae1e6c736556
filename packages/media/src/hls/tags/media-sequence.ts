/** EXT-X-MEDIA-SEQUENCE, 4.4.3.2: the number of the first segment that is listed. */
export const mediaSequence = (msn: number) => `#EXT-X-MEDIA-SEQUENCE:${msn}`
