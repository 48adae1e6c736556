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

export const EFFECT_TYPES = ['image/webp', 'image/png', 'video/mp4'] as const
export const EFFECT_MAX_BYTES = 2_097_152
/** Longer ones are refused (F8); the page ends them then, whatever they hold. */
export const EFFECT_LASTS_MAX_MS = 3_000

/**
 * What moves while a gift is shown: an animated WebP or PNG, or an MP4 without sound. Its type is that of its bytes; it
 * holds no script, and nothing but the picture is left of what was uploaded.
 */
export const GiftEffect = z.strictObject({
  /** `/effects/<hash>.webp`: its bytes never change. */
  url: z.string(),
  type: z.enum(EFFECT_TYPES),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  durationMs: z.int().positive().max(EFFECT_LASTS_MAX_MS),
})
export type GiftEffect = z.infer<typeof GiftEffect>

export const Gift = z.strictObject({
  id: GiftId,
  name: z.string(),
  imageUrl: z.string().nullable(),
  coins: z.int().positive(),
  size: z.enum(['small', 'large']),
  /** Left out: the page's own. */
  effect: GiftEffect.optional(),
})
export type Gift = z.infer<typeof Gift>
