// A12: what is answered when a caller comes with an id of his own that stands for something else already.
import { type Refusal, refuse } from '@hawker/protocol'

/** The same body again gets its answer again. Somebody else's id is refused in another way, which tells nothing. */
export const ID_USED: Refusal = refuse('invalid', {
  fields: [{ path: 'id', message: 'used before, for something else' }],
})
