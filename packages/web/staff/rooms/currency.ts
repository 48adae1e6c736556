// The currency a shop most likely sells in: what it sold in last, else what its language suggests.
const KEY = 'hawker.currency'

export const likelyCurrency = (language: string): string => {
  try {
    const kept = localStorage.getItem(KEY)
    if (kept && /^[A-Z]{3}$/.test(kept)) return kept
  } catch {
    // No storage, no memory.
  }
  return language === 'zh-CN' ? 'CNY' : 'USD'
}

export const rememberCurrency = (currency: string): void => {
  try {
    localStorage.setItem(KEY, currency)
  } catch {
    // Asked again next time.
  }
}
