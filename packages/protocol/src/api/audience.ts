// Following a host.
import { z } from 'zod'
import { AppId, UserId } from '../ids.ts'
import { endpoint } from './endpoint.ts'

const ofHost = z.strictObject({ host: UserId })
const Following = z.strictObject({ following: z.boolean(), followers: z.int().nonnegative() })

export const readFollow = endpoint({
  method: 'GET',
  path: '/api/hosts/{host}/follow',
  summary: 'How many follow a host, and whether the caller does',
  tag: 'audience',
  permission: 'public',
  params: ofHost,
  query: z.strictObject({ app: AppId.optional() }),
  answer: Following,
  refusals: ['not-found'],
})

export const follow = endpoint({
  method: 'PUT',
  path: '/api/hosts/{host}/follow',
  summary: 'Follow a host; the rooms the host is in are told',
  tag: 'audience',
  permission: 'person',
  params: ofHost,
  body: z.strictObject({}),
  answer: Following,
  refusals: ['not-found'],
})

export const unfollow = endpoint({
  method: 'DELETE',
  path: '/api/hosts/{host}/follow',
  summary: 'Stop following a host',
  tag: 'audience',
  permission: 'person',
  params: ofHost,
  answer: Following,
  refusals: ['not-found'],
})
