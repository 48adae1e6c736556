import { expect, test } from 'bun:test'
import { bySection } from './sections.ts'

const room = (status: 'live' | 'paused' | 'scheduled' | 'ended' | 'draft', more = {}) => ({
  status,
  viewers: 0,
  startsAt: null as number | null,
  endedAt: null as number | null,
  ...more,
})

test('the fullest live room stands first, the next show first among the upcoming, drafts nowhere', () => {
  const rooms = [
    room('live', { viewers: 3 }),
    room('paused', { viewers: 90 }),
    room('scheduled', { startsAt: 900 }),
    room('scheduled', { startsAt: 100 }),
    room('scheduled'),
    room('ended', { endedAt: 5 }),
    room('draft'),
  ]
  expect(bySection(rooms, 'live').map(({ viewers }) => viewers)).toEqual([90, 3])
  expect(bySection(rooms, 'upcoming').map(({ startsAt }) => startsAt)).toEqual([100, 900, null])
  expect(bySection(rooms, 'earlier')).toHaveLength(1)
})
