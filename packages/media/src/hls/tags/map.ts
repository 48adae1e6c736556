/** EXT-X-MAP, 4.4.4.5: how to get what a decoder needs before this segment and all that follow. */
export const map = (uri: string) => `#EXT-X-MAP:URI="${uri}"`
