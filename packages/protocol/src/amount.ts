// The range of money. Free of the schema library: browsers load this file.

/** Largest amount of money anywhere: 10^13 minor units. A quantity of 999 of it still is an exact integer. */
export const MAX_AMOUNT_MINOR = 10_000_000_000_000
