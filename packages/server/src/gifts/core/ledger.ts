// Double-entry bookkeeping in whole coins: every transfer's entries sum to zero.

/**
 * `user:<id>` a person's wallet, `debt:<id>` what was taken back from him after he had spent it, `shop:<app>` what the
 * shop took in, `sandbox:issue` where test coins come from.
 */
export type AccountId = `user:${string}` | `debt:${string}` | `shop:${string}` | 'sandbox:issue'

export interface Entry {
  readonly account: AccountId
  readonly amount: number
}

/** Largest balance of a wallet; sums of thousands of them are still exact. */
export const WALLET_MAX_COINS = 10_000_000_000_000

/** Anything but whole, positive coins is a bug. */
const whole = (coins: number): number => {
  if (!Number.isSafeInteger(coins) || coins <= 0 || coins > WALLET_MAX_COINS) throw new Error(`not coins: ${coins}`)
  return coins
}

/** What a person has and owes; never both. */
export interface Wallet {
  readonly balance: number
  readonly debt: number
}

export interface Booked {
  readonly entries: readonly Entry[]
  readonly wallet: Wallet
}

const booked = (user: string, other: AccountId, coins: number, before: Wallet, wallet: Wallet): Booked => {
  const entries: Entry[] = [
    { account: other, amount: coins },
    { account: `debt:${user}`, amount: before.debt - wallet.debt },
    { account: `user:${user}`, amount: wallet.balance - before.balance },
  ]
  return { entries: entries.filter(({ amount }) => amount !== 0), wallet }
}

/** Coins for a person: what he owes is paid first. Null when they are more than a wallet holds. */
export const give = (wallet: Wallet, user: string, from: AccountId, coins: number): Booked | null => {
  const paid = Math.min(wallet.debt, whole(coins))
  const balance = wallet.balance + coins - paid
  if (balance > WALLET_MAX_COINS) return null
  return booked(user, from, -coins, wallet, { balance, debt: wallet.debt - paid })
}

/** Coins a person spends; null when he has too few. Whoever owes has none. */
export const spend = (wallet: Wallet, user: string, to: AccountId, coins: number): Booked | null =>
  wallet.balance < whole(coins) ? null : booked(user, to, coins, wallet, { ...wallet, balance: wallet.balance - coins })

/** Coins taken back from a person: what is spent already he owes. Null when that is more than can be owed. */
export const takeBack = (wallet: Wallet, user: string, to: AccountId, coins: number): Booked | null => {
  const taken = Math.min(wallet.balance, whole(coins))
  const debt = wallet.debt + coins - taken
  return debt > WALLET_MAX_COINS ? null : booked(user, to, coins, wallet, { balance: wallet.balance - taken, debt })
}
