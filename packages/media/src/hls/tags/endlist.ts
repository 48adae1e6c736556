/** EXT-X-ENDLIST, 4.4.3.4: nothing will be added any more. */
export const endlist = '#EXT-X-ENDLIST'
