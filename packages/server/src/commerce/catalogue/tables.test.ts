// Tables in and out on a real database: what goes out comes back, what is wrong is named by line, and nothing half is done.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type AppId, isRefusal, ProductId, type Refusal, SkuId } from '@hawker/protocol'
import { seededChance } from '#kernel/chance'
import { systemClock } from '#system/clock'
import { APP, askFor, codeOf, guestless, OTHER_APP, openTestShop, type TestShop } from '../testing.ts'
import { COLUMNS } from './core/columns.ts'
import { SLICE_MS } from './pace.ts'
import { CHUNK_BYTES, CSV_LINES_MAX } from './read-csv.ts'
import { listProducts } from './store.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await openTestShop()
})
afterAll(() => shop.close())

const bytesOf = (text: string) => new TextEncoder().encode(text)
const take = (table: string | Uint8Array, { app = APP, preview = false }: { app?: AppId; preview?: boolean } = {}) =>
  shop.commerce.catalogue.importProducts(app, typeof table === 'string' ? bytesOf(table) : table, preview, 'ann')
const done = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer
}
const give = async (app: AppId = APP) => await (await shop.commerce.catalogue.exportProducts(app)).text()
const all = async (app: AppId) =>
  (await listProducts(shop.t.database.of(app), app, { sort: 'position', limit: 200 })).products.map(
    ({ createdAt: _, ...product }) => product,
  )
const errorsOf = async (table: string, app?: AppId) =>
  done(await take(table, app ? { app } : {})).errors.map(({ line, column, message }) => [line, column, message])

const HEAD = 'product_id,title,currency,sku_id,price,stocked'

describe('a table', () => {
  test('is previewed without a change, then taken in, then taken in again for nothing', async () => {
    const table = `${HEAD}\r\ntea,Tea,EUR,tea-1,12.50,10\r\ntea,,,tea-2,13,5\r\ncup,Cup,JPY,cup-1,1200,1\r\n`
    const counts = { lines: 3, products: 2, created: 2, changed: 0, errors: [], errorCount: 0 }
    expect(done(await take(table, { preview: true }))).toEqual({ ...counts, done: false })
    expect(await all(APP)).toEqual([])
    expect(done(await take(table))).toEqual({ ...counts, done: true })
    const [cup, tea] = await all(APP)
    expect(tea!.skus.map(({ priceMinor, stock }) => [priceMinor, stock])).toEqual([
      [1250, 10],
      [1300, 5],
    ])
    expect(cup!.skus[0]!.priceMinor).toBe(1200)
    expect(done(await take(table))).toEqual({ ...counts, created: 0, done: true })
  })

  test('with one wrong line changes nothing at all', async () => {
    const before = await all(APP)
    const answer = done(await take(`${HEAD}\nnew,New,EUR,new-1,5,1\ntea,Other,EUR,tea-1,1.234,10\n`))
    expect(answer).toMatchObject({ done: false, errorCount: 1, errors: [{ line: 3, column: 'price' }] })
    expect(await all(APP)).toEqual(before)
  })

  test('sets pieces put in, so that what was sold in the meantime stays sold', async () => {
    done(await shop.commerce.putShelf(APP, 'room' as never, [{ productId: ProductId.parse('tea'), number: 1 }], null))
    const asked = askFor(SkuId.parse('tea-1'), { expectedTotalMinor: 1250, currency: 'EUR' })
    done(await shop.commerce.placeOrder(APP, guestless('b'), asked))
    done(await take('product_id,sku_id,stocked\ntea,tea-1,30\n'))
    expect((await all(APP))[1]!.skus[0]).toMatchObject({ stock: 29, stocked: 30 })
    expect(shop.told.findLast((event) => event.type === 'shelf.changed')?.items[0]?.skus[0]?.stocked).toBe(30)
    expect(await errorsOf('product_id,sku_id,stocked\ntea,tea-1,0\n')).toEqual([
      [2, 'stocked', 'only 29 pieces are free to be taken out'],
    ])
    expect((await shop.commerce.readStockTruth(APP)).holds).toBe(true)
  })

  test('leaves alone what it has no column for, and empties what an empty cell stands for', async () => {
    done(await take('product_id,sku_id,description,list_price\ntea,tea-1,Green,20\n'))
    done(await take('product_id,sku_id,list_price\ntea,tea-1,\n'))
    expect((await all(APP))[1]).toMatchObject({ title: 'Tea', description: 'Green', listPriceMinor: null })
  })

  test('says what is sent and what is not; where nothing is said, everything is sent', async () => {
    const ships = async () => (await all(APP))[1]!.ships
    expect(await ships()).toBe(true)
    for (const [cell, is] of [
      ['no', false],
      ['', false],
      ['YES', true],
    ] as const) {
      done(await take(`product_id,sku_id,ships\ntea,tea-1,${cell}\n`))
      expect(await ships()).toBe(is)
    }
    expect(await errorsOf('product_id,sku_id,ships\ntea,tea-1,by post\n')).toEqual([[2, 'ships', 'takes yes or no']])
    const changed = done(await shop.commerce.catalogue.changeProduct(APP, 'tea' as never, { ships: false }, null))
    expect(changed.ships).toBe(false)
    done(await shop.commerce.catalogue.changeProduct(APP, 'tea' as never, { ships: true }, null))
  })

  test('names what is wrong by line and column, in words', async () => {
    const table = [
      `${HEAD},on_sale,option1_name,option1_value`,
      'a,A,EUR,a-1,0,1,yes,,', // nothing is sold for nothing
      'b,,EUR,b-1,1,1,yes,,', // no title
      'c,C,euro,c-1,1,1,yes,,',
      'd,D,EUR,d-1,"1,50",1,yes,,',
      'e,E,EUR,e-1,1,-1,yes,,',
      'f,F,EUR,f-1,1,1,maybe,,',
      '"g\nh",G,EUR,g-1,1,1,yes,,',
      'i,I,EUR,i-1,1,1,yes,Size,',
      'j,J,EUR,a-1,1,1,yes,,', // the SKU of line 2
      'k,K,EUR,k-1,1,1,yes,Size,M',
      'k,L,EUR,k-2,1,1,yes,Size,M',
    ].join('\n')
    expect((await errorsOf(table, OTHER_APP)).map(([line, column]) => `${line} ${column}`)).toEqual([
      ...['2 price', '3 title', '4 currency', '5 price', '6 stocked', '7 on_sale', '8 product_id'],
      ...['10 option1_value', '11 sku_id', '13 title', '13 option1_value'],
    ])
  })

  test('cannot take a SKU from another product, nor sell one product in two currencies', async () => {
    expect(await errorsOf(`${HEAD}\ncup,Cup,JPY,tea-1,1,1\n`)).toEqual([[2, 'sku_id', 'belongs to the product tea']])
    expect((await errorsOf(`${HEAD}\ntea,Tea,USD,tea-1,1,1\n`))[0]![1]).toBe('currency')
  })

  test('A3 of one shop means nothing in another: the same ids are new there', async () => {
    const before = await all(APP)
    expect(done(await take(`${HEAD}\ntea,Theirs,USD,tea-1,1,1\n`, { app: OTHER_APP })).created).toBe(1)
    expect(await all(APP)).toEqual(before)
    expect(await give(OTHER_APP)).not.toContain('Green')
  })
})

describe('a file', () => {
  test.each([
    ['UTF-16', new Uint8Array(Buffer.from(`\ufeff${HEAD}\n`, 'utf16le')), /UTF-16/],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from(`${HEAD}\n`, 'utf16le')), /UTF-16/],
    [
      'GBK',
      new Uint8Array([...bytesOf(`${HEAD}\na,`), 0xb2, 0xe8, 0xb9, 0xb1, ...bytesOf(',EUR,a-1,1,1')]),
      /not in UTF-8/,
    ],
    ['a workbook', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), /workbook/],
    ['nothing', new Uint8Array(), /empty/],
    ['a mark and nothing else', bytesOf('\ufeff'), /empty/],
  ])('of %s is refused with a sentence', async (_, bytes, sentence) => {
    expect(await take(bytes)).toMatchObject({ refused: 'file-refused', message: expect.stringMatching(sentence) })
  })

  test('with a mark, CRLF, semicolons or tabs, quotes and breaks within cells is read as any other', async () => {
    const app = 'forms' as AppId
    for (const [n, sign] of [',', ';', '\t'].entries()) {
      const row = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(sign)
      const table = `\ufeff${row(['Product_ID', 'title', 'currency', 'sku_id', 'price', 'description'])}\r\n${row([`p${n}`, '茶 "x"', 'EUR', `s${n}`, '1', 'a\r\nb;,\t'])}\r\n\r\n`
      expect(done(await take(table, { app }))).toMatchObject({ created: 1, errorCount: 0 })
    }
    for (const product of await all(app)) expect(product).toMatchObject({ title: '茶 "x"', description: 'a\r\nb;,\t' })
  })

  test('with an open quote, too long a line, or unknown names says where', async () => {
    expect((await errorsOf(`${HEAD}\na,"A,EUR\n`)).at(-1)?.[2]).toContain('a quote is opened')
    expect((await errorsOf(`${HEAD}\na,"A" b,EUR,x,1,1\n`)).at(-1)?.[2]).toContain('a quote within a text')
    expect((await errorsOf(`${HEAD}\na,${'x'.repeat(70_000)},EUR,x,1,1\n`)).at(-1)?.[2]).toContain('longer than')
    expect((await errorsOf(`${HEAD},surprise\na,A,EUR,x,1,1,1\n`))[0]?.slice(0, 2)).toEqual([1, 'surprise'])
    expect((await errorsOf('title\nx\n')).map(([, column]) => column)).toEqual(['product_id', 'sku_id'])
    expect(await errorsOf(`${HEAD}\na,A\0,EUR,x,1,1\n`).catch(() => [])).toEqual([])
  })
})

describe('what goes out', () => {
  test('comes back as it was, into a shop that has nothing, whatever the texts are', async () => {
    const chance = seededChance(7)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(chance.next() * from.length)]!
    const signs = [
      '=1+1',
      '@x',
      '-5',
      "'",
      "'=",
      '"',
      ',',
      ';',
      '\t',
      '＝',
      '茶',
      '👩‍🚀',
      ' ',
      'a',
      '\r\n',
      '+',
      '\\',
      '\u00a0',
    ]
    const text = (max: number) =>
      Array.from({ length: 1 + Math.floor(chance.next() * max) }, () => pick(signs)).join('')
    const from = 'out' as AppId
    for (let n = 0; n < 60; n++) {
      const currency = pick(['EUR', 'JPY', 'KWD', 'CNY', 'CLF'])
      const options = pick([{}, { Size: 'M' }, { Colour: '=red', '-Size': 'L', c: text(2).trim() || 'x' }])
      done(
        await shop.commerce.createProduct(
          from,
          {
            ...{ id: ProductId.parse(`p${n}`), title: `${text(6)}x`.trim(), description: `${text(9)}.`, currency },
            sellingPoints: [text(3), text(3)].filter((point) => point.trim()),
            images: pick([[], ['/pictures/a.webp', 'https://x.example/b=1,2.png']]),
            listPriceMinor: pick([null, 0, 1, 10_000_000_000_000]),
            ...{ perBuyerLimit: pick([null, 3]), onSale: pick([true, false]) },
            ...{ ships: pick([true, false]), position: pick([0, -7, 12]) },
            skus: [0, 1].map((i) => ({
              ...{ id: SkuId.parse(`s${n}-${i}`), label: text(3), priceMinor: pick([1, 999, 1_234_567_890_123]) },
              ...{ options: i === 0 ? options : {}, stock: pick([0, 1, 10_000_000]) },
            })),
          },
          null,
        ),
      )
    }
    const table = await give(from)
    for (const cell of table.matchAll(/"((?:[^"]|"")*)"/g)) expect(cell[1]).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
    expect(done(await take(table, { app: from }))).toMatchObject({ created: 0, changed: 0, errorCount: 0 })
    const into = 'in' as AppId
    expect(done(await take(table, { app: into }))).toMatchObject({ created: 60, errorCount: 0, done: true })
    expect(await all(into)).toEqual(await all(from))
    expect(await give(into)).toBe(table)
  })
})

describe('a large table', () => {
  const line = (n: number) => `big-${n >> 1},Product ${n >> 1},EUR,big-${n},12.${10 + (n % 89)},${n % 50}`
  const table = (lines: number) => `${HEAD}\n${Array.from({ length: lines }, (_, n) => line(n)).join('\n')}\n`

  test('of 10^5 lines is read and looked up piece by piece: the event loop has its turn between any two', async () => {
    const bytes = bytesOf(table(CSV_LINES_MAX))
    // By this clock every piece takes all the time there is for one.
    let now = 0
    let looks = 0
    let inTurn = 0
    let mostInTurn = 0
    const monotonic = () => {
      looks++
      mostInTurn = Math.max(mostInTurn, ++inTurn)
      now += SLICE_MS
      return now
    }
    const patient = await openTestShop(shop.t, { clock: { ...systemClock, monotonic } })
    let reading = true
    const turn = () => {
      inTurn = 0
      if (reading) setImmediate(turn)
    }
    turn()
    const answer = done(await patient.commerce.catalogue.importProducts('large' as AppId, bytes, true, 'ann'))
    reading = false
    await patient.close()
    expect(answer).toMatchObject({ lines: CSV_LINES_MAX, products: CSV_LINES_MAX / 2, errorCount: 0 })
    // It looks after each piece, and once more when it goes on.
    const pieces = Math.floor(bytes.length / CHUNK_BYTES) + CSV_LINES_MAX / 2
    expect(looks).toBeGreaterThanOrEqual(2 * pieces)
    expect(mostInTurn).toBeLessThanOrEqual(3)
  }, 60_000)

  test('is one at a time, and one line more is refused', async () => {
    const [one, two] = await Promise.all([take(table(CSV_LINES_MAX + 1)), take(table(1))])
    expect([codeOf(one), codeOf(two)]).toEqual(['file-refused', 'busy'])
  }, 60_000)

  test('of which every line is wrong names the first 200 and counts all', async () => {
    const wrong = Array.from({ length: 5_000 }, (_, n) => `w${n},W,EUR,w${n},free,1`).join('\n')
    const answer = done(await take(`${HEAD}\n${wrong}\n`))
    expect([answer.errors.length, answer.errorCount, answer.errors[199]?.line]).toEqual([200, 5_000, 201])
  })
})

test('the columns are those of the guide', async () => {
  const guide = await Bun.file(`${import.meta.dir}/../../../../../docs/guide/catalogue.md`).text()
  for (const column of COLUMNS) expect(guide).toContain(`\`${column}\``)
})
