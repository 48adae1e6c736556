// Money, numbers and times as people read them. Pure: the language is handed in.
const cached = <V>(make: (key: string) => V) => {
  const known = new Map<string, V>()
  return (key: string): V => {
    let value = known.get(key)
    if (value === undefined) {
      value = make(key)
      known.set(key, value)
    }
    return value
  }
}

const fractionDigits = cached(
  (currency) =>
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2,
)

/** How many digits a currency has behind the point: 2 for USD, 0 for JPY. */
export const fractionOf = (currency: string): number => fractionDigits(currency)

const moneyFormat = cached((key) => {
  const [language, currency, digits] = key.split('|') as [string, string, string]
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: Number(digits),
    maximumFractionDigits: Number(digits),
  })
})

/** `$48`, `$24.50`: cents only where there are any; `cents: 'always'` for totals. */
export const formatMoney = (
  amountMinor: number,
  currency: string,
  language: string,
  { cents = 'auto' }: { cents?: 'auto' | 'always' } = {},
): string => {
  const digits = fractionDigits(currency)
  const whole = amountMinor % 10 ** digits === 0
  const shown = whole && cents === 'auto' ? 0 : digits
  return moneyFormat(`${language}|${currency}|${shown}`).format(amountMinor / 10 ** digits)
}

const plainNumber = cached((language) => new Intl.NumberFormat(language))
const shortNumber = cached(
  (language) => new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }),
)

/** `2,318` */
export const formatNumber = (value: number, language: string): string => plainNumber(language).format(value)

/** `12.4k`, `1.2万` from ten thousand up; exact below. */
export const formatCount = (value: number, language: string): string =>
  value < 10_000 ? formatNumber(value, language) : shortNumber(language).format(value).replace('K', 'k')

const pad = (n: number) => String(n).padStart(2, '0')

/** `02:14`, `1:02:14`. Rounded up, so that 00:00 is only shown when the time is over. */
export const formatCountdown = (leftMs: number): string => {
  const total = Math.max(0, Math.ceil(leftMs / 1000))
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const seconds = total % 60
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${pad(minutes)}:${pad(seconds)}`
}

export interface CountdownParts {
  readonly days: string
  readonly hours: string
  readonly minutes: string
  readonly seconds: string
}

/** The four boxes of the page that waits for a show. */
export const countdownParts = (leftMs: number): CountdownParts => {
  const total = Math.max(0, Math.ceil(leftMs / 1000))
  return {
    days: pad(Math.floor(total / 86_400)),
    hours: pad(Math.floor((total % 86_400) / 3600)),
    minutes: pad(Math.floor((total % 3600) / 60)),
    seconds: pad(total % 60),
  }
}

const timeOfDay = cached((language) => new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }))
const dayAndTime = cached(
  (language) =>
    new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
)

/** `20:15` today, `24 Nov, 20:15` on another day. */
export const formatMoment = (at: number, now: number, language: string): string =>
  new Date(at).toDateString() === new Date(now).toDateString()
    ? timeOfDay(language).format(at)
    : dayAndTime(language).format(at)

const wholeDate = cached((language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }))

/** `24 Nov 2026, 20:15`: as it stands on paper. */
export const formatDate = (at: number, language: string): string => wholeDate(language).format(at)

/** First letter as people see it, for an avatar without a picture. */
export const initialOf = (name: string): string => {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())
  return (first?.segment ?? '?').toLocaleUpperCase()
}
