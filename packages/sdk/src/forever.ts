/** The end of a mute or ban that has none (9999-12-31), as the protocol says it. */
export const FOREVER = 253_402_300_799_999
