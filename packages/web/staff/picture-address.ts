// Addresses of pictures. Pure.
const OWN = /^(\/pictures\/[0-9a-f]{32})\.webp$/

/** The small one of a picture of ours; any other address as it is. */
export const thumbOf = (address: string): string => address.replace(OWN, '$1-320.webp')

/** Whether browsers may load it on our pages: they show what this server has alone. */
export const isShown = (address: string): boolean => address.startsWith('/')
