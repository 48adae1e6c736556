/** EXT-X-PRELOAD-HINT, 4.4.5.3: the part that comes next, to be asked for before it exists. */
export const preloadHint = (uri: string) => `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${uri}"`
