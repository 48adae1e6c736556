/** EXTM3U, 4.4.1.1: the first line of every playlist. EXT-X-VERSION, 4.4.1.2: what a client must understand (7). */
export const header = (version: number) => `#EXTM3U\n#EXT-X-VERSION:${version}`
