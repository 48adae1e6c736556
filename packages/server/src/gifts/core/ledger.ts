// Double-entry bookkeeping in whole coins: every transfer's entries sum to zero.

/** `user:<id>` a person's wallet, `shop:<app>` what the shop took in, `sandbox:issue` where test coins come from. */
export type AccountId = `user:${string}` | `shop:${string}` | 'sandbox:issue'

export interface Entry {
  readonly account: AccountId
  readonly amount: number
}

/** Largest balance of a wallet; sums of thousands of them are still exact. */
export const WALLET_MAX_COINS = 10_000_000_000_000

export const isWallet = (account: AccountId): boolean => account.startsWith('user:')

/** Coins from one account to another, as two entries. Throws on anything but whole, positive coins: that is a bug. */
export const move = (from: AccountId, to: AccountId, coins: number): readonly [Entry, Entry] => {
  if (!Number.isSafeInteger(coins) || coins <= 0 || coins > WALLET_MAX_COINS || from === to)
    throw new Error(`not a transfer: ${coins} coins from ${from} to ${to}`)
  return [
    { account: from, amount: -coins },
    { account: to, amount: coins },
  ]
}

/** The wallets of a transfer in the one order in which they are locked, so that no two transfers wait for each other. */
export const walletsOf = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter((entry) => isWallet(entry.account)).sort((a, b) => (a.account < b.account ? -1 : 1))

/** What balances become; null when a wallet would fall below zero or rise above the largest balance. */
export const apply = (
  balances: ReadonlyMap<AccountId, number>,
  entries: readonly Entry[],
): Map<AccountId, number> | null => {
  const next = new Map(balances)
  for (const { account, amount } of entries) {
    const balance = (next.get(account) ?? 0) + amount
    if (isWallet(account) && (balance < 0 || balance > WALLET_MAX_COINS)) return null
    next.set(account, balance)
  }
  return next
}
