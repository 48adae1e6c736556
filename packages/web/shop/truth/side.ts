// A side of an equation as the server counted it, `2 orders: CNY (test) 9600`, in the reader's words and money. Pure.
const AMOUNT = /\b([A-Z]{3})( \(test\))? (\d+)\b/g

/** What the server says, longer words before those that stand in them. */
export const SERVER_WORDS = [
  ...(['sum of entries', 'claims used', 'of wallets', 'in wallets', 'at most', 'baskets'] as const),
  ...(['sold', 'held', 'free', 'stocked', 'claimed', 'orders', 'payments', 'rooms'] as const),
]

/** `words`: what stands for each of the server's, longer ones first. `money`: minor units as people read them. */
export const sideText = (
  text: string,
  words: readonly (readonly [of: string, here: string])[],
  money: (minor: number, currency: string) => string,
  test: string,
): string =>
  words
    .reduce((said, [of, here]) => said.replaceAll(of, here), text)
    .replace(AMOUNT, (_, currency: string, isTest: string | undefined, minor: string) =>
      [money(Number(minor), currency), ...(isTest ? [test] : [])].join(' '),
    )
