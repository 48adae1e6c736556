import { expect, test } from 'bun:test'
import type { Frame, RoomFacts } from '@hawker/protocol'
import { Hearing } from './hearing.ts'

const open = () => {
  const learnt: string[] = []
  const hearing = new Hearing({
    appended: () => void learnt.push('appended'),
    roomChanged: ({ version }) => void learnt.push(`room ${version}`),
    moderated: ({ act }) => void learnt.push(`moderated ${act}`),
    recalled: () => void learnt.push('recalled'),
    stateChanged: () => void learnt.push('state'),
    latest: (values) => void learnt.push(`latest ${Object.keys(values)}`),
  })
  return { hearing, learnt }
}
type Ordered = Frame['ordered'][number]
const frame = (ordered: readonly Partial<Ordered>[], more: Partial<Frame> = {}) =>
  JSON.stringify({ type: 'frame', epoch: 'e', first: 0, ordered, lossy: [], ...more })
const said = { type: 'chat.said', text: 'hello' } as Partial<Ordered>

test('what another process decided is learnt from the frame in which everybody hears of it', () => {
  const { hearing, learnt } = open()
  const events = [
    { type: 'room.changed', room: { version: 7 } as RoomFacts },
    { type: 'member.moderated', act: 'muted' },
    { type: 'chat.recalled' },
    ...['comment.pinned', 'shelf.changed', 'launch.opened', 'coupon.dropped', 'auction.opened'].map((type) => ({
      type,
    })),
  ] as Partial<Ordered>[]
  hearing.hear(frame(events, { latest: { viewers: 3 } as Frame['latest'] & object }), 'e', 0, events.length)
  const state = Array.from({ length: 5 }, () => 'state')
  expect(learnt).toEqual(['appended', 'room 7', 'moderated muted', 'recalled', ...state, 'latest viewers'])
})

test('a frame that changes nothing here is not even read', () => {
  const { hearing, learnt } = open()
  expect(hearing.hear('{"ordered":[ no JSON', 'e', 0, 2)).toBe(true)
  expect(learnt).toEqual(['appended'])
})

test('what somebody writes in a line is no event, and no value', () => {
  const { hearing, learnt } = open()
  const text = '"type":"room.changed" ,"latest":{ "type":"chat.recalled"'
  hearing.hear(frame([{ ...said, text } as Partial<Ordered>]), 'e', 0, 1)
  expect(learnt).toEqual(['appended'])
})

test('likes alone make the log no longer', () => {
  const { hearing, learnt } = open()
  hearing.hear(frame([]), 'e', 0, 0)
  expect(learnt).toEqual([])
})

test('a frame that follows on the last is whole; one that leaves something out, or is of another epoch, is not', () => {
  const { hearing, learnt } = open()
  expect(hearing.hear(frame([said, said]), 'e', 40, 2)).toBe(true)
  expect(hearing.hear(frame([said]), 'e', 42, 1)).toBe(true)
  expect(hearing.hear(frame([]), 'e', 43, 0)).toBe(true)
  expect(learnt.splice(0)).toEqual(['appended', 'appended'])
  // What is missing was appended, though this frame has no entry of its own.
  expect(hearing.hear(frame([]), 'e', 45, 0)).toBe(false)
  expect(learnt.splice(0)).toEqual(['appended'])
  expect(hearing.hear(frame([said]), 'e', 45, 1)).toBe(true)
  expect(hearing.hear(frame([said]), 'another', 46, 1)).toBe(false)
})
