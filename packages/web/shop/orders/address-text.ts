// An address as it is written on a parcel, and copied. Pure.
import type { Address } from '@hawker/sdk'

/** Lines from who to where; empty parts are left out. `country`: its name as people read it. */
export const addressLines = (address: Address, country: string): readonly string[] => {
  const { name, phone, line1, line2, postcode, city, region } = address
  const place = [postcode, city].filter((part) => part !== '').join(' ')
  return [name, phone, line1, line2, region === '' ? place : `${place}, ${region}`, country].filter(
    (line) => line !== '',
  )
}
