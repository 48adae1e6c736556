// The SKUs of a product as what they differ in: a glaze, a size. Pure.
import type { Sku } from '@hawker/sdk'

export interface Axis {
  /** "Size" */
  readonly name: string
  /** In the order of the SKUs. */
  readonly values: readonly string[]
}

/** Null: they are not told apart by options, only by their labels. */
export const axesOf = (skus: readonly Sku[]): readonly Axis[] | null => {
  const names = Object.keys(skus[0]?.options ?? {})
  if (names.length === 0) return null
  const told = new Set<string>()
  for (const { options = {} } of skus) {
    if (Object.keys(options).length !== names.length || names.some((name) => options[name] === undefined)) return null
    told.add(JSON.stringify(names.map((name) => options[name])))
  }
  if (told.size !== skus.length) return null
  return names.map((name) => ({ name, values: [...new Set(skus.map(({ options }) => options?.[name] ?? ''))] }))
}

/** The SKU one gets by changing one thing: it differs as little as it can, and is one that is left where there is one. */
export const skuWith = (skus: readonly Sku[], chosen: Sku, name: string, value: string): Sku | null => {
  const alike = ({ options = {} }: Sku) =>
    Object.entries(chosen.options ?? {}).filter(([other, was]) => other !== name && options[other] === was).length
  const can = skus.filter(({ options }) => options?.[name] === value)
  return can.toSorted((a, b) => alike(b) - alike(a) || Number(b.stock > 0) - Number(a.stock > 0))[0] ?? null
}
