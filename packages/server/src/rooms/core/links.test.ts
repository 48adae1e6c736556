import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { hasLink } from './links.ts'

const LINKS = [
  'look at https://shop.example/x',
  'HTTP://SHOP.EXAMPLE',
  'hxxp://bad.example/a',
  'hxxps://bad.example',
  'ftp://files.example',
  'www.anything',
  'taobao.com',
  'buy at TaoBao.COM now',
  'find me at t.me/cheap',
  'youtu.be/abc?x=1',
  'bit.ly/3xyz',
  'shop.live/room',
  'm.tb.cn/h.abc',
  'ｔａｏｂａｏ．ｃｏｍ',
  'taobao。com',
  'taobao｡com',
  'taobao．com',
  'taobao·com',
  'taobao[.]com',
  'taobao(dot)com',
  'taobao【.】com'.replace('【', '[').replace('】', ']'),
  '加我taobao.com上买',
  'пример.рф',
  '例え.みんな',
  '商城.中国',
  'bücher.de/x',
  'xn--fiqs8s.xn--fiqs8s',
  '1.2.3.4:8080',
  'http://1.2.3.4',
  '10.20.30.40/pay',
  'mail me: a.b@shop.com',
  'javascript:alert(1)',
  'weixin://dl/x',
  'mailto:x@y',
  'a-b-c.shop.top',
  'https:\\\\evil.example',
  'x.com:443',
]

const LINES = [
  'Is the celadon one still there in size L?',
  'It costs 9.99 or 3.5, no more.',
  'Wait... what?',
  'e.g. the blue one, i.e. not the red',
  'No.1! Nr.2! v1.2',
  'ok.so it is',
  'hello.I am here',
  'see you at 10.30',
  'a.m. or p.m.',
  'Mr.Li and Dr.Wang',
  'U.S. size 8',
  'Node.js and file.txt',
  '50.ml bottle, 2.5kg',
  '这个很好。中国制造',
  '太好了。我要两个。多少钱？',
  'iPhone·pro 好看',
  '3:1 ratio, 10:30 start',
  '...',
  '。。。',
  'great.today I buy',
  'wow.nice.live is on',
  '@mei thank you',
  '1.2.3',
  'and/or, w/o',
]

test('[R31] what opens a page is a link, however it is written', () => {
  expect(LINKS.filter((line) => !hasLink(line))).toEqual([])
})

test('[R31] what people say to each other is none', () => {
  expect(LINES.filter(hasLink)).toEqual([])
})

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/)
const ending = fc.constantFrom('com', 'net', 'cn', 'top', 'shop', 'xyz', 'рф', '中国')
const before = fc.constantFrom('', 'look ', '看 ', '(', '"', '!', ', ')
const after = fc.constantFrom('', ' look', ' 看', ')', '"', '!', ', ', '/x', ':80')

test('[R31] a domain is found wherever it stands in a line', () => {
  fc.assert(
    fc.property(label, ending, before, after, (name, end, left, right) => {
      expect(hasLink(`${left}${name}.${end}${right}`)).toBe(true)
      expect(hasLink(`${left}https://${name}.anything/${right}`)).toBe(true)
    }),
  )
})

test('[R31] words without a dot, a scheme or an address are no link', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zA-Z一-龥]{1,12}$/), { maxLength: 12 }), (words) => {
      expect(hasLink(words.join(' '))).toBe(false)
    }),
  )
})

const TRIES = 50

test('M1 no text takes long to look through', () => {
  const parts = ['.', 'a.', 'a', '1.', '(.', 'www', ':/', '。', '[[[', 'a-', '·com', 'x.中', '://']
  for (const part of parts) {
    const text = part.repeat(Math.ceil(10_000 / part.length))
    // The quickest of some: others may have the core for a while.
    const isQuick = () => {
      const began = performance.now()
      hasLink(text)
      return performance.now() - began < 100
    }
    expect([part, Array.from({ length: TRIES }).some(isQuick)]).toEqual([part, true])
  }
})
