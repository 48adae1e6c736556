// How an order is on its way, as it is typed. Pure.
import type { Shipment } from '@hawker/sdk'

export const CARRIER_MAX = 60
export const CODE_MAX = 80
export const URL_MAX = 500

export interface ShipDraft {
  readonly carrier: string
  readonly code: string
  readonly url: string
}

export const draftOf = (shipment: Shipment | undefined, carrier: string): ShipDraft => ({
  carrier: shipment?.carrier ?? carrier,
  code: shipment?.trackingCode ?? '',
  url: shipment?.trackingUrl ?? '',
})

/** Whether it leads to a page: anything else would be a link that runs. */
export const isPage = (typed: string): boolean =>
  URL.canParse(typed) && ['http:', 'https:'].includes(new URL(typed).protocol)

/** What is asked, or the field that is not right yet. */
export const shipmentOf = ({ carrier, code, url }: ShipDraft) => {
  if (carrier.trim() === '') return 'carrier'
  if (url.trim() !== '' && !isPage(url.trim())) return 'url'
  return { carrier: carrier.trim(), trackingCode: code.trim(), trackingUrl: url.trim() || null }
}
