// Arrays as PostgreSQL reads them, for the rows of a batch: one text is cheaper to send than a list.

/** Every element is quoted: an id may be the word NULL. */
export const textArray = (values: readonly string[]): string => {
  const safe = /["\\]/.test(values.join('')) ? values.map((value) => value.replace(/["\\]/g, '\\$&')) : values
  return values.length === 0 ? '{}' : `{"${safe.join('","')}"}`
}

export const numberArray = (values: readonly number[]): string => `{${values.join(',')}}`
