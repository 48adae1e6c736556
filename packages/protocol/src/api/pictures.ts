// Pictures that staff upload: made anew before anybody sees them.
import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const PICTURE_MAX_BYTES = 8_388_608
export const UPLOADS_PER_MINUTE = 60

export const Picture = z.strictObject({
  url: z.string(),
  /** The same, 320 px at most. */
  thumbUrl: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
})
export type Picture = z.infer<typeof Picture>

export const uploadPicture = endpoint({
  method: 'POST',
  path: '/api/pictures',
  summary: 'Upload a picture (PNG, JPEG, WebP); it is made anew as WebP of 1,600 px at most, without metadata',
  tag: 'pictures',
  permission: 'catalogue.write',
  status: 201,
  takes: ['image/png', 'image/jpeg', 'image/webp', 'application/octet-stream'],
  bodyMaxBytes: PICTURE_MAX_BYTES,
  perMinute: UPLOADS_PER_MINUTE,
  body: z.file(),
  answer: Picture,
  refusals: ['file-refused', 'limit-reached', 'busy'],
})
