// What staff do with goods. An entry of its own (`@hawker/sdk/catalogue`): pages of viewers do not carry it.
import type { Ask, Call } from './http.ts'

type Shop = Ask<'commerce.importFromShop'>['body']

const PICTURE = /^image\/(png|jpeg|webp)$/
/** Whatever else a file is called, or not called: the server looks for itself, and says what it is not. */
const UNNAMED = 'application/octet-stream'

/** Another shop is asked page by page, and for its pictures; a large catalogue is written down. */
const LONG_TIMEOUT_MS = 120_000

/**
 * The catalogue of an app.
 * @example
 * const catalogue = createCatalogue(hawker.call)
 * const picture = await catalogue.upload(file)
 * if (!isRefusal(picture)) await catalogue.change('celadon-cup', { images: [picture.url] })
 */
export const createCatalogue = (call: Call) => ({
  list: (query: Ask<'commerce.listProducts'>['query'] = {}) => call('commerce.listProducts', { query }),
  read: (product: string) => call('commerce.readProduct', { params: { product } }),
  create: (product: Ask<'commerce.createProduct'>['body']) => call('commerce.createProduct', { body: product }),
  change: (product: string, change: Ask<'commerce.changeProduct'>['body']) =>
    call('commerce.changeProduct', { params: { product }, body: change }),
  addSku: (product: string, sku: Ask<'commerce.addSku'>['body']) =>
    call('commerce.addSku', { params: { product }, body: sku }),
  changeSku: (product: string, sku: string, change: Ask<'commerce.changeSku'>['body']) =>
    call('commerce.changeSku', { params: { product, sku }, body: change }),
  /** A page of the prices there were, newest first, and what a reduction may be measured by. */
  prices: (product: string, after?: string) =>
    call('commerce.readPrices', { params: { product }, query: after === undefined ? {} : { after } }),
  /** Every offer against the clock there was, newest first. */
  offers: (product: string, after?: string) =>
    call('commerce.listTimedOffers', { params: { product }, query: after === undefined ? {} : { after } }),
  /** A PNG, JPEG or WebP file; its `url` goes into `images`. */
  upload: (picture: File) =>
    call('pictures.uploadPicture', {
      body: PICTURE.test(picture.type) ? picture : new File([picture], '', { type: UNNAMED }),
    }),
  /** A table in UTF-8: all of it or nothing. A preview changes nothing. */
  importCsv: (table: Blob, { preview = false }: { preview?: boolean } = {}) =>
    // Browsers name the type of such a file as the machine's programs do; the server takes one name.
    call('commerce.importProducts', {
      query: { preview: preview ? '1' : '0' },
      body: new File([table], 'catalogue.csv', { type: 'text/csv' }),
    }),
  /** The whole catalogue as a table. */
  exportCsv: () => call('commerce.exportProducts', { timeoutMs: LONG_TIMEOUT_MS }),
  importFromShop: (shop: Shop) => call('commerce.importFromShop', { body: shop, timeoutMs: LONG_TIMEOUT_MS }),
})

export type Catalogue = ReturnType<typeof createCatalogue>
