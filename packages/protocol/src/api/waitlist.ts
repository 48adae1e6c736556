// The waitlist of a SKU that is sold out: first come, first served, each with a turn of his own.
import { z } from 'zod'
import { RoomId, SkuId } from '../ids.ts'
import { Wait } from '../waitlist.ts'
import { endpoint } from './endpoint.ts'

const ofSku = z.strictObject({ sku: SkuId })

export const joinWaitlist = endpoint({
  method: 'PUT',
  path: '/api/skus/{sku}/waitlist',
  summary: 'Wait for a piece of a SKU that is sold out: it is held for who waited longest, three minutes each',
  tag: 'waitlist',
  permission: 'person',
  params: ofSku,
  body: z.strictObject({ roomId: RoomId }),
  answer: Wait,
  refusals: ['not-found', 'not-on-sale', 'not-sold-out', 'limit-reached', 'busy', 'unavailable'],
})

export const leaveWaitlist = endpoint({
  method: 'DELETE',
  path: '/api/skus/{sku}/waitlist',
  summary: 'Wait no longer; a turn that has begun is given back by cancelling its order',
  tag: 'waitlist',
  permission: 'person',
  params: ofSku,
  answer: z.strictObject({ waits: z.array(Wait) }),
})

export const listOwnWaits = endpoint({
  method: 'GET',
  path: '/api/my/waitlist',
  summary: 'What the caller waits for, and his turns',
  tag: 'waitlist',
  permission: 'person',
  answer: z.strictObject({ waits: z.array(Wait) }),
})
