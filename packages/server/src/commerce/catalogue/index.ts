// The catalogue: products and their SKUs as staff keep them, prices with their history, tables in and out.
import { createCatalogueRoutes } from './routes.ts'
import { type CatalogueOptions, createVerbs } from './verbs.ts'

export type { Created, NewProduct } from './create-product.ts'
export type { KeepPicture } from './import-from-shop.ts'
export type { CatalogueOptions, CatalogueVerbs } from './verbs.ts'

export const createCatalogue = (options: CatalogueOptions) => {
  const verbs = createVerbs(options)
  return { ...verbs, routes: createCatalogueRoutes(options, verbs) }
}
