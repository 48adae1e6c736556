// Where goods go. Personal data: its owner and the staff who send his orders see it, nobody else.
import { z } from 'zod'

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(text), 'no control characters')

export const AddressId = z.uuid().brand<'AddressId'>()
export type AddressId = z.infer<typeof AddressId>

export const Address = z.strictObject({
  name: line(80).min(1),
  /** As dialled: digits, spaces, + - ( ). */
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 ()-]{3,29}$/, 'a telephone number'),
  /** ISO 3166-1 alpha-2. */
  country: z.string().regex(/^[A-Z]{2}$/, 'country is two capital letters, as in ISO 3166-1'),
  /** Province, state; empty where there is none. */
  region: line(80),
  city: line(80).min(1),
  /** District, street, house; and what comes after. */
  line1: line(160).min(1),
  line2: line(160),
  /** Empty where there is none. */
  postcode: line(20),
})
export type Address = z.infer<typeof Address>

/** Addresses one person keeps. */
export const ADDRESSES_MAX = 20
