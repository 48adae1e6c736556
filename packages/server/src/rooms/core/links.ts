// Whether a line has a link in it, or something that people will take for one. One walk over the text.

/** Words before `:` that open something without `//`. */
const SCHEMES = /(?:javascript|vbscript|mailto|magnet|weixin|alipays?|taobao|tg|tel|sms):[^\s]/
/** What IDNA reads as a dot besides the dot itself, once it is normalised. */
const IDEOGRAPHIC_STOP = /\u3002/g
/** Dots for the eye alone: with these endings people know what is meant. */
const DRAWN_DOT = /[\u00b7\u30fb\u2027\u2022](?=(?:com|net|org|cn|cc)(?![a-z]))/g
const BRACKETED_DOT = /[[({<]{1,2}(?:\.|dot|点|點)[\])}>]{1,2}/g

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Endings that make a link of any word before them. */
const ENDINGS = words(`
  com net org info biz edu gov mil xyz top shop store online site website club vip app dev ltd tech pro mobi asia
  cloud link click cyou icu bid loan download racing webcam faith accountant gdn host rocks blog wiki casino porn sexy
  cn hk tw mo sg jp kr uk fr ru ua nl pl cz sk ch dk fi gr hu ro bg tr il pk lk vn au nz mx br ar ve za ng ke eg tn eu
  io co tv cc ly gg pw ws tk ga cf gq vc gs nu ac
`)
/** Endings that are words as well: a link only with something behind them, or `www.` before. */
const ENDINGS_THAT_ARE_WORDS = words(`
  me to is it in so be at am us id no as do by my if or an go on li st sh ai im mu ms pm tm lu pt es ie fm ma pe cl th ph
  la de se ml ca ae sa ir int live work fun art men win date stream review party trade science cricket space press world
  today news video chat games game bet sex adult cash finance money market deals sale buy group name wang
`)
/** Names in other scripts. A sentence may well end before 中国, so the ideographic full stop does not count there. */
const ENDINGS_ELSEWHERE = words(`
  中国 中國 公司 公益 网络 網絡 网址 网站 网店 商城 商店 商标 在线 中文网 移动 集团 我爱你 香港 台湾 台灣 新加坡 购物 时尚 娱乐 游戏 手机 手表 信息 企业
  рф укр бел мкд срб қаз мон бг ею сайт онлайн орг ком дети москва 한국 닷컴 닷넷 삼성 みんな コム ストア セール
  भारत संगठन ไทย คอม السعودية مصر امارات الاردن المغرب شبكة موقع بازار קום ελ გე հայ
`)

const isLabelCode = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a) || code === 0x2d || code === 0x5f || code > 0x7f

const LABEL_MAX = 63

/** From `at`, how far a label runs: forwards with 1, backwards with -1. */
const labelEnd = (text: string, at: number, step: 1 | -1): number => {
  let end = at
  for (let n = 0; n < LABEL_MAX && end >= 0 && end < text.length && isLabelCode(text.charCodeAt(end)); n++) end += step
  return end
}

const isAddress = (text: string): boolean => /(?:^|[^\d.])(?:\d{1,3}\.){3}\d{1,3}(?:[:/]|$|[^\d.])/.test(text)

/** `soft`: the dot is an ideographic full stop, which ends sentences as well. */
const isEnding = (ending: string, followed: boolean, soft: boolean): boolean => {
  if (ENDINGS.has(ending) || ending.startsWith('xn--')) return true
  if (ENDINGS_THAT_ARE_WORDS.has(ending)) return followed
  return !soft && ENDINGS_ELSEWHERE.has(ending)
}

/** Latin endings run into other scripts in Chinese text: "taobao.com上". */
const latinPart = (label: string): string => /^[a-z0-9-]+/.exec(label)?.[0] ?? label

export const hasLink = (line: string): boolean => {
  const plain = line.normalize('NFKC').toLowerCase()
  if (/[a-z][a-z0-9+.-]{1,20}:(?:\/\/|\\\\)/.test(plain) || SCHEMES.test(plain)) return true
  const dotted = plain.replace(BRACKETED_DOT, '.').replace(DRAWN_DOT, '.')
  const text = dotted.replace(IDEOGRAPHIC_STOP, '.')
  if (!text.includes('.')) return false
  if (/(?:^|[^a-z0-9])www\d?\.[^\s.]/.test(text) || isAddress(text)) return true
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    if (labelEnd(text, dot - 1, -1) === dot - 1) continue
    const end = labelEnd(text, dot + 1, 1)
    if (end === dot + 1) continue
    const label = text.slice(dot + 1, end)
    const ending = latinPart(label)
    const after = text[dot + 1 + ending.length]
    const followed = after === '/' || after === ':' || after === '?' || after === '#'
    const soft = dotted[dot] !== '.'
    if (isEnding(ending, followed, soft) || isEnding(label, followed, soft)) return true
  }
  return false
}
