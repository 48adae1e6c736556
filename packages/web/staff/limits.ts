// The protocol's limits, as the pages tell them before the server has to refuse. Bytes are of UTF-8.
export const TITLE_MAX_BYTES = 30
export const INTRODUCTION_MAX_BYTES = 240
export const COVER_URL_MAX_BYTES = 100
export const ANNOUNCEMENT_MAX_BYTES = 300
export const REASON_MAX_BYTES = 240
export const NOTICE_MAX_BYTES = 900
export const SLOW_MODE_MAX_S = 120
export const ROOM_FIELDS_MAX = 10
export const FIELD_VALUE_MAX_BYTES = 512
export const ATTRIBUTES_MAX = 16
export const ATTRIBUTE_KEY_MAX_BYTES = 32
export const ATTRIBUTE_VALUE_MAX_BYTES = 4_096
export const COUNTERS_MAX = 20
export const COUNTER_KEY_MAX_BYTES = 128
export const DIRECT_MAX_CODEPOINTS = 1_000
export const PASSWORD_MIN_CHARACTERS = 12
export const PICTURE_MAX_BYTES = 8_388_608
/** Pictures of a product. */
export const IMAGES_MAX = 9
/** The end of a mute or ban that has none. */
export const FOREVER = 253_402_300_799_999

const utf8 = new TextEncoder()
export const byteLength = (text: string): number => utf8.encode(text).length
export const bytesLeft = (text: string, max: number): number => max - byteLength(text)
