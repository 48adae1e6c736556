// A gift as viewers see it.
import { z } from 'zod'
import { GiftId } from './ids.ts'

/**
 * Where a gift's picture is: a path of ours to a PNG, JPEG or WebP, never a drawing that could hold a script (F8), and no
 * other host, which would learn who watches. What moves about it is the page's own; `size` says how much room it takes.
 */
export const GiftPicture = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\w\-./%]+\.(?:png|jpe?g|webp)$/i, 'a PNG, JPEG or WebP at a path of this server')

export const Gift = z.strictObject({
  id: GiftId,
  name: z.string(),
  imageUrl: z.string().nullable(),
  coins: z.int().positive(),
  size: z.enum(['small', 'large']),
})
export type Gift = z.infer<typeof Gift>
