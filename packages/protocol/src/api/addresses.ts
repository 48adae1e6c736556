// The caller's own address book.
import { z } from 'zod'
import { ADDRESSES_MAX, Address, AddressId } from '../address.ts'
import { endpoint } from './endpoint.ts'

const ofAddress = z.strictObject({ address: AddressId })

/** The one used last comes first. */
const Book = z.strictObject({
  addresses: z.array(z.strictObject({ id: AddressId, address: Address })).max(ADDRESSES_MAX),
})

export const listAddresses = endpoint({
  method: 'GET',
  path: '/api/my/addresses',
  summary: "The caller's addresses, the one used last first",
  tag: 'addresses',
  permission: 'person',
  answer: Book,
})

export const putAddress = endpoint({
  method: 'PUT',
  path: '/api/my/addresses/{address}',
  summary: 'Add an address or change it. The id is the caller’s: the same again changes nothing',
  tag: 'addresses',
  permission: 'person',
  params: ofAddress,
  body: Address,
  answer: Book,
  refusals: ['limit-reached'],
})

export const removeAddress = endpoint({
  method: 'DELETE',
  path: '/api/my/addresses/{address}',
  summary: 'Remove an address; orders keep the copy they were placed with',
  tag: 'addresses',
  permission: 'person',
  params: ofAddress,
  answer: Book,
  refusals: ['not-found'],
})
