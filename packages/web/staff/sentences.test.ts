import { describe, expect, test } from 'bun:test'
import { notText } from '../../server/src/commerce/catalogue/core/encoding.ts'
import { parseMoney } from '../../server/src/commerce/catalogue/core/money.ts'
import { createErrors, readCsv } from '../../server/src/commerce/catalogue/read-csv.ts'
import { stripeFault } from '../../server/src/commerce/payments/core/stripe-amount.ts'
import {
  BROKEN,
  framesFault,
  MORE_BEHIND,
  measure,
  STILL,
  sizeFault,
} from '../../server/src/pictures/core/effects/effect.ts'
import { FILM_FAULTS } from '../../server/src/pictures/core/effects/film.ts'
import { readEffect } from '../../server/src/pictures/core/effects/read-effect.ts'
import { look } from '../../server/src/pictures/core/look.ts'
import { sentenceIn } from './sentences.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const LATIN = /[a-z]{4,}/

/** In Chinese, names of columns and formats aside. */
const inChinese = (said: string) => {
  const told = sentenceIn('zh-CN', said)
  return (
    told !== said &&
    !LATIN.test(told.replace(/PNG|JPEG|WebP|Lottie|ffmpeg|effect|loop|webp|https|option\w+|\btea\b/g, ''))
  )
}

describe('what the server says of a file is said in Chinese too', () => {
  test('every line of a table in which everything is wrong', async () => {
    const long = 'x'.repeat(5_000)
    const errors = createErrors()
    const head =
      'product_id,sku_id,title,description,selling_points,images,currency,per_buyer_limit,position,on_sale,' +
      'label,option1_name,option1_value,option2_name,option2_value,stocked'
    const table = [
      head,
      `tea,t-1,${long},${long},"${'p\n'.repeat(9)}",c:/x.png,euro,0,1e9,perhaps,${long},Size,,Size,M,-1`,
      'tea,t-1,Other,,,,,,,,,,,,,',
      '!,?,,,,,,,,,,,,,,',
      'tea,t-2,Different,,,,,,,,,Size,S,Size,M,',
      'tea,t-3,a,,,,,,,,,,,,,,more,than,names',
      'tea,t-4,"never closed',
    ].join('\n')
    expect(await readCsv(bytes(table), errors, async () => {})).not.toBeString()
    expect(errors.first.length).toBeGreaterThan(14)
    expect(errors.first.map(({ message }) => message).filter((message) => !inChinese(message))).toEqual([])
  })

  test('a header, a file that is none, an amount, a picture', async () => {
    const header = createErrors()
    await readCsv(bytes('product_id,product_id,colour\n1,2,3'), header, async () => {})
    const said = [
      ...header.first.map(({ message }) => message),
      ...[new Uint8Array([0xff, 0xfe]), new Uint8Array([0x50, 0x4b, 3, 4]), new Uint8Array([0, 1]), bytes('')].map(
        notText,
      ),
      await readCsv(new Uint8Array([0x61, 0xff, 0x61]), createErrors(), async () => {}),
      ...[
        parseMoney('1,5', 'EUR'),
        parseMoney('1.234', 'EUR'),
        parseMoney('1.5', 'JPY'),
        parseMoney('9'.repeat(13), 'EUR'),
      ],
      ...[look(bytes('<svg>'.repeat(9))), look(bytes(`GIF89a${' '.repeat(20)}`))],
      look(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...new Array(9).fill(1)])),
    ]
    expect(said).toHaveLength(15)
    expect(said.filter((one) => typeof one !== 'string' || !inChinese(one))).toEqual([])
  })

  test('an effect of a gift', () => {
    const frame = { widthPx: 2_000, heightPx: 2_000, durationMs: 10 }
    const read = (text: string) => readEffect(bytes(text), () => null)
    const said = [
      ...[BROKEN, MORE_BEHIND, STILL, read('{"layers":[]}'), read('nothing of the kind'), read('GIF89a and so on')],
      ...[sizeFault({ ...frame, widthPx: 4_000 }), framesFault(201), measure([{ ...frame, durationMs: 4_000 }])],
      ...[measure(Array.from({ length: 60 }, () => frame)), ...Object.values(FILM_FAULTS)],
    ]
    // The command that helps is the same in all languages.
    const isSaid = (one: unknown) => typeof one === 'string' && inChinese(one.replace(/“.*”/, '“…”'))
    expect(said.filter((one) => !isSaid(one))).toEqual([])
    expect(sentenceIn('zh-CN', FILM_FAULTS.sound)).toContain('ffmpeg -i … -an')
  })

  test('an amount that cannot be charged', () => {
    const said = [stripeFault(5_124, 'KWD'), stripeFault(150, 'MGA')].map((one) => sentenceIn('zh-CN', one!))
    expect(said).toEqual(['银行卡收款和退款须为 0.010 KWD 的整数倍。', '以 MGA 用银行卡收款和退款时，金额不能有小数。'])
  })

  test('in English it is said as it came, and so is what is not known', () => {
    expect(sentenceIn('en', 'this column is missing')).toBe('this column is missing')
    expect(sentenceIn('zh-CN', 'something new')).toBe('something new')
    expect(sentenceIn('zh-CN', 'only 3 pieces are free to be taken out')).toBe('最多只能出库 3 件')
  })
})
