// The way of delivery that was chosen last, on this device.
const KEY = 'hawker.delivery'

export const rememberedDelivery = (): string | null => {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

export const rememberDelivery = (id: string): void => {
  try {
    localStorage.setItem(KEY, id)
  } catch {
    // Storage may be forbidden: the shop's first way is offered then.
  }
}
