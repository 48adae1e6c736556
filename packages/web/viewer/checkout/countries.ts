// Countries by name, in the reader's language. The codes are ISO 3166-1 alpha-2; browsers bring the names.
const CODES =
  'ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZ' +
  'ECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZ' +
  'LALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQA' +
  'RERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW'

export const COUNTRIES: readonly string[] = CODES.match(/../g) ?? []

export interface Country {
  readonly code: string
  readonly name: string
}

export const countryName = (code: string, language: string): string =>
  new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code

/** By name; China comes first for who reads Chinese. `only`: where the shop sends to; null: everywhere. */
export const countryList = (language: string, only: ReadonlySet<string> | null): readonly Country[] => {
  const names = new Intl.DisplayNames(language, { type: 'region' })
  const { compare } = new Intl.Collator(language)
  const first = language.startsWith('zh') ? 'CN' : ''
  return COUNTRIES.filter((code) => only === null || only.has(code))
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => Number(b.code === first) - Number(a.code === first) || compare(a.name, b.name))
}

/** Where somebody most likely is: by the page's language for Chinese, else by the browser's region. */
export const likelyCountry = (language: string, browser: string, list: readonly Country[]): string => {
  const { region } = new Intl.Locale(browser).maximize()
  const guess = language.startsWith('zh') ? 'CN' : region
  return list.find(({ code }) => code === guess)?.code ?? list[0]?.code ?? ''
}
