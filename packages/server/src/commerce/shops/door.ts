// The port for outside shops: what any of them gives, whatever it calls it.
export interface ShopProduct {
  readonly id: string
  readonly title: string
  readonly description: string
  /** Addresses at the shop. */
  readonly images: readonly string[]
  readonly skus: readonly ShopSku[]
}

export interface ShopSku {
  readonly id: string
  readonly label: string
  readonly options: Readonly<Record<string, string>>
  /** Whole units and what is behind the point, as the shop writes it; null: not sold in this currency. */
  readonly price: string | null
  /** The price before a reduction, where the shop shows one. */
  readonly listPrice: string | null
  /** Null: the shop does not count them, or does not say. */
  readonly pieces: number | null
}

export interface OutsideShop {
  /** Page after page. Throws `OutsideError` where the shop does not answer, or not as it should. */
  products(): AsyncIterable<readonly ShopProduct[]>
}

export interface ShopAddress {
  readonly baseUrl: string
  readonly key: string
  readonly currency: string
}
