// The protocol's limits of goods, as the page tells them before the server has to refuse.
export const TITLE_MAX = 120
export const DESCRIPTION_MAX = 4_000
export const SELLING_POINTS_MAX = 8
export const SELLING_POINT_MAX = 120
export const LABEL_MAX = 80
export const OPTIONS_MAX = 3
export const OPTION_NAME_MAX = 30
export const OPTION_VALUE_MAX = 60
export const SKUS_MAX = 100
export const PIECES_MAX = 10_000_000
export const POSITION_MAX = 1_000_000
export const QUANTITY_MAX = 999
export const CSV_MAX_BYTES = 16_777_216
export const CSV_ERRORS_MAX = 200
export const GIFT_MAX_COINS = 1_000_000
export const EFFECT_MAX_BYTES = 2_097_152
