// A stand-in for a Medusa shop, by its Store API: what it sells is taken in, and what it does wrong stays outside.
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test'
import { isRefusal, type Refusal } from '@hawker/protocol'
import { openOutside } from '#system/outside'
import { listProducts } from '../catalogue/store.ts'
import { APP, openTestShop, type TestShop } from '../testing.ts'

const KEY = 'pk_test_key'
const variant = (id: string, more: object = {}) => ({
  ...{ id, title: 'Large', manage_inventory: true, inventory_quantity: 7 },
  options: [{ value: 'L', option: { title: 'Size' } }],
  calculated_price: { calculated_amount: 19.99, original_amount: 25 },
  ...more,
})
const product = (id: string, more: object = {}) => ({
  ...{ id, title: `Product ${id}`, description: 'From elsewhere', thumbnail: null, images: [] },
  variants: [variant(`${id}-v`)],
  ...more,
})

let shop: TestShop
let server: ReturnType<typeof Bun.serve>
let sells: object[] = []
let answer: ((path: string) => Response | Promise<Response> | null) | null = null
let asked: string[] = []
beforeAll(async () => {
  shop = await openTestShop(undefined, {
    outside: openOutside({ allowPrivate: true }),
    keepPicture: async (_, bytes) =>
      bytes.length > 3 ? { url: '/pictures/own.webp' } : { refused: 'file-refused', message: 'no picture' },
  })
  server = Bun.serve({
    ...{ port: 0, hostname: '127.0.0.1' },
    fetch: async (request) => {
      const url = new URL(request.url)
      asked.push(url.pathname + url.search)
      const own = await answer?.(url.pathname)
      if (own) return own
      if (url.pathname.startsWith('/images/')) return new Response(url.pathname.endsWith('bad') ? 'x' : 'picture')
      if (request.headers.get('x-publishable-api-key') !== KEY) return new Response('{}', { status: 401 })
      if (url.pathname === '/store/regions')
        return Response.json({ regions: [{ id: 'reg_eu', currency_code: 'eur', name: 'Europe' }] })
      const offset = Number(url.searchParams.get('offset'))
      return Response.json({
        products: sells.slice(offset, offset + Number(url.searchParams.get('limit'))),
        count: sells.length,
      })
    },
  })
})
afterAll(async () => {
  await server.stop(true)
  await shop.close()
})
beforeEach(() => {
  answer = null
  asked = []
})

const take = (more: { key?: string; currency?: string; path?: string } = {}) =>
  shop.commerce.catalogue.importFromShop(
    APP,
    {
      shop: 'medusa',
      key: KEY,
      currency: 'EUR',
      baseUrl: `http://127.0.0.1:${server.port}${more.path ?? ''}`,
      ...more,
    } as never,
    'ann',
  )
const done = <T>(result: T | Refusal): T => {
  if (isRefusal(result)) throw new Error(JSON.stringify(result))
  return result
}
const all = async () => (await listProducts(shop.t.database.of(APP), APP, { sort: 'title', limit: 200 })).products

test('products come page by page, with prices, options, pieces and pictures of their own', async () => {
  sells = Array.from({ length: 60 }, (_, n) => product(`prod_${n}`))
  Object.assign(sells[0]!, { thumbnail: `http://127.0.0.1:${server.port}/images/1` })
  expect(done(await take())).toEqual({ created: 60, changed: 0, skipped: [] })
  expect(asked.filter((path) => path.startsWith('/store/products')).length).toBe(2)
  const first = (await all()).find(({ id }) => id === ('prod_0' as never))!
  expect(first).toMatchObject({ currency: 'EUR', listPriceMinor: 2_500, images: ['/pictures/own.webp'] })
  expect(first.skus[0]).toMatchObject({ label: 'Large', options: { Size: 'L' }, priceMinor: 1_999, stock: 7 })
})

test('taken in again, it brings what has changed, and leaves pieces to us', async () => {
  sells = [product('prod_1', { title: 'Renamed', variants: [variant('prod_1-v', { inventory_quantity: 99 })] })]
  expect(done(await take())).toMatchObject({ created: 0, changed: 1 })
  expect(done(await take())).toMatchObject({ created: 0, changed: 0 })
  const renamed = (await all()).find(({ title }) => title === 'Renamed')!
  expect(renamed.skus[0]!.stock).toBe(7)
})

test('what cannot be taken is left out with the reason, and the rest comes', async () => {
  sells = [
    product('prod_free', { variants: [variant('v1', { calculated_price: null })] }),
    product('prod odd id'),
    product('prod_fine', { variants: [variant('v2', { manage_inventory: false })] }),
    product('prod_thief', { variants: [variant('prod_1-v')] }),
    product('prod_picture', { thumbnail: `http://127.0.0.1:${server.port}/images/bad` }),
  ]
  const { created, skipped } = done(await take())
  expect(created).toBe(2)
  expect(skipped.map(({ product: title, message }) => `${title}: ${message}`).sort()).toEqual([
    'Product prod odd id: has an id we cannot take',
    'Product prod_free: has no price in EUR',
    'Product prod_picture: its pictures did not come',
    'Product prod_thief: belongs to the product prod_1',
  ])
})

test('a wrong key, currency or kind of server is said in a sentence', async () => {
  const why = async (more: Parameters<typeof take>[0]) => {
    const refused = await take(more)
    return isRefusal(refused) ? `${refused.refused}: ${refused.message}` : 'taken'
  }
  expect(await why({ key: 'pk_other' })).toBe('invalid: The shop does not take this key.')
  expect(await why({ currency: 'USD' })).toBe('invalid: The shop sells nothing in USD.')
  for (const body of ['', '<html>', '[]', '{"regions":[{"id":1}]}', `${'['.repeat(5_000)}`]) {
    answer = () => new Response(body)
    expect(await why({})).toBe('invalid: The shop did not answer as a Medusa shop does.')
  }
  answer = () => new Response('', { status: 500 })
  expect(await why({})).toBe('invalid: The shop answered with status 500.')
  answer = () => Response.redirect('http://127.0.0.1/', 302)
  expect(await why({})).toContain('not followed')
  answer = () => new Response(new Uint8Array(9_000_000))
  expect(await why({})).toContain('larger than')
})

test('a shop in our own network is not asked, unless the operator allows it', async () => {
  const strict = await openTestShop(shop.t)
  const refused = await strict.commerce.catalogue.importFromShop(
    APP,
    { shop: 'medusa', key: KEY, currency: 'EUR', baseUrl: 'http://169.254.169.254' } as never,
    null,
  )
  expect(refused).toMatchObject({ refused: 'invalid', message: 'This address is not on the open internet.' })
  await strict.close()
})
