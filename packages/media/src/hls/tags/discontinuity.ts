/** EXT-X-DISCONTINUITY, 4.4.4.3: format or timestamps do not continue from the segment before. */
export const discontinuity = '#EXT-X-DISCONTINUITY'
