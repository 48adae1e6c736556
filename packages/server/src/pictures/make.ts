// Makes a picture anew, in two sizes and without metadata: what leaves was written by us, from pixels alone.
import { type Refusal, refuse } from '@hawker/protocol'
import sharp from 'sharp'
import { look, PIXELS_MAX } from './core/look.ts'

export const SIDE_KEPT_PX = 1_600
export const THUMB_PX = 320
/** Pictures that wait while one is made; decoding takes a core, and rooms need theirs. */
export const WAITING_MAX = 16
const QUALITY = 82
const MAKE_WITHIN_S = 15

export interface Made {
  readonly picture: Buffer
  readonly thumb: Buffer
  readonly width: number
  readonly height: number
}

// One thread, and no memory of what was decoded before.
sharp.concurrency(1)
sharp.cache(false)

const fitted = (input: Uint8Array, side: number) =>
  sharp(input, { limitInputPixels: PIXELS_MAX, failOn: 'truncated', animated: false })
    .autoOrient()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY, effort: 3 })
    .timeout({ seconds: MAKE_WITHIN_S })
    .toBuffer({ resolveWithObject: true })

export const createMaker = () => {
  let waiting = 0
  let before: Promise<unknown> = Promise.resolve()

  const make = async (bytes: Uint8Array): Promise<Made | Refusal> => {
    try {
      const { data: picture, info } = await fitted(bytes, SIDE_KEPT_PX)
      const { data: thumb } = await fitted(picture, THUMB_PX)
      return { picture, thumb, width: info.width, height: info.height }
    } catch {
      return refuse('file-refused', { message: 'This picture cannot be read.' })
    }
  }

  /** One after the other. */
  return async (bytes: Uint8Array): Promise<Made | Refusal> => {
    const size = look(bytes)
    if (typeof size === 'string') return refuse('file-refused', { message: size })
    if (waiting >= WAITING_MAX) return refuse('busy')
    waiting++
    const made = before.then(() => make(bytes))
    before = made
    try {
      return await made
    } finally {
      waiting--
    }
  }
}
