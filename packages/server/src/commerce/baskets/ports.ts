// What baskets ask of others: handed in by who wires the house.
import type { Address, AddressId, AmountMinor, AppId, Currency, ProductId, Refusal, UserId } from '@hawker/protocol'
import type { Transaction } from 'kysely'

/** A claim as it is used: for one basket at a time. */
export interface ClaimUse {
  readonly claimId: string
  readonly usedFor: string
}

/** The coupons a buyer holds. All of it happens in the basket's own transaction. */
export interface Coupons {
  /** Uses the claim, once, whoever else tries at the same moment; what it takes off each line. */
  use(
    tx: Transaction<unknown>,
    app: AppId,
    user: UserId,
    claimId: string,
    goods: {
      readonly currency: Currency
      readonly lines: readonly { readonly productId: ProductId; readonly minor: AmountMinor }[]
    },
    usedFor: string,
  ): Promise<{ readonly title: string; readonly perLineMinor: readonly AmountMinor[] } | Refusal>
  /** Whether it is used for this again, or still. False: it went elsewhere. */
  useAgain(tx: Transaction<unknown>, app: AppId, claim: ClaimUse): Promise<boolean>
  release(tx: Transaction<unknown>, app: AppId, claims: readonly ClaimUse[]): Promise<unknown>
}

/** The address book of a person. */
export interface AddressBook {
  find(app: AppId, user: UserId, id: AddressId): Promise<Address | null>
  /** Goods go there. */
  used(app: AppId, user: UserId, id: AddressId): Promise<unknown>
}
