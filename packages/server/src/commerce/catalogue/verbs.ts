// What staff do with the catalogue: the verbs, and what they need.
import type { Database } from '#db'
import type { Journal } from '#journal'
import type { Chance } from '#kernel/chance'
import type { Clock } from '#kernel/clock'
import type { Rooms } from '#rooms'
import type { Outside } from '#system/outside'
import type { FaultOf } from '../chargeable.ts'
import { createProductChanges } from './change-product.ts'
import { createProductMaker } from './create-product.ts'
import { exportProducts } from './export-products.ts'
import { createImportFromShop, type KeepPicture } from './import-from-shop.ts'
import { createImportProducts } from './import-products.ts'
import { createOnShelves } from './on-shelves.ts'

export interface CatalogueOptions {
  readonly db: Database
  readonly journal: Journal
  readonly rooms: Pick<Rooms, 'find' | 'nextVersion' | 'tell' | 'latest'>
  readonly clock: Clock
  readonly chance: Chance
  readonly onStock: (app: Parameters<KeepPicture>[0], sku: string) => void
  readonly outside: Outside
  readonly keepPicture: KeepPicture
  readonly faultOf: FaultOf
}

/** One verb for each thing that can be done; the routes bind them. */
export const createVerbs = (options: CatalogueOptions) => {
  const { db, journal, clock, chance, faultOf } = options
  const onShelves = createOnShelves(options)
  const importing = createImportProducts({ db, journal, clock, onShelves, faultOf })
  return {
    createProduct: createProductMaker({ db, journal, chance, faultOf }),
    ...createProductChanges({ onShelves, journal, chance, faultOf }),
    importProducts: importing.importProducts,
    exportProducts: exportProducts({ db, clock }),
    importFromShop: createImportFromShop({ ...options, importing }),
  }
}

export type CatalogueVerbs = ReturnType<typeof createVerbs>
