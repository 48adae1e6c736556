/** A decimal-floating-point in seconds (rfc8216bis 4.2). */
export const seconds = (ms: number) => (ms / 1000).toFixed(5)
