/** Somebody is about to buy: the sheet that comes next is fetched while he looks. */
export const fetchCheckout = (): void => void import('./checkout-sheet.tsx').catch(() => {})
