import { expect, test } from 'bun:test'
import type { AppId, OrderedEvent, RoomId } from '@hawker/protocol'
import type { Journal, Untold } from '#journal'
import type { Timers } from '#kernel/clock'
import { openLog } from '#system/log'
import { startSweeper } from './sweeper.ts'

const event: OrderedEvent = { type: 'gift.catalogue', id: 'e1', at: 1, version: 2 }
const entry = (id: string, room: string | null, events: readonly OrderedEvent[]): Untold => ({
  ...{ id, app: 'shop' as AppId, room: room as RoomId | null, kind: 'order.paid', payload: {}, events },
})

/** A sweeper that looks when it is told to, over a journal of these entries. */
const opened = (entries: Untold[]) => {
  const state = {
    cutOff: false,
    canTell: true,
    fails: new Set<string>(),
    people: [] as string[],
    rooms: [] as string[],
  }
  const marked: string[] = []
  let pending: (() => void)[] = []
  const timers: Timers = {
    after: (_ms, run) => {
      pending.push(run)
      return { stop: () => {} }
    },
    every: () => ({ stop: () => {} }),
  }
  const journal = {
    untold: async () => entries.filter(({ id }) => !marked.includes(id)),
    markTold: async (ids: readonly string[]) => void marked.push(...ids),
  } as unknown as Journal
  const sweeper = startSweeper({
    ...{ journal, timers, logger: openLog('silent'), isCutOff: () => state.cutOff },
    tell: async (_app, _room, id) => {
      state.rooms.push(id)
      if (!state.cutOff) sweeper.told(id)
    },
    tellPeople: async ({ id }) => {
      if (state.fails.has(id)) throw new Error('planted')
      if (state.canTell) state.people.push(id)
      return state.canTell
    },
  })
  const look = async () => {
    await sweeper.sweep()
    const due = pending
    pending = []
    for (const run of due) run()
    await Promise.resolve()
  }
  return { ...{ state, marked, look }, stop: () => sweeper.stop() }
}

test('P6 people are told once, with and without a room, and then it is marked', async () => {
  const { state, marked, look, stop } = opened([
    entry('1', null, []),
    entry('2', 'tea', []),
    entry('3', 'tea', [event]),
  ])
  await look()
  await look()
  expect([state.people, state.rooms, marked]).toEqual([['1', '2', '3'], ['3'], ['1', '2', '3']])
  await stop()
})

test('P6 while nobody can tell people yet, nothing of it is marked', async () => {
  const { state, marked, look, stop } = opened([entry('1', null, []), entry('2', 'tea', [event])])
  state.canTell = false
  await look()
  expect([state.people, state.rooms, marked]).toEqual([[], [], []])
  state.canTell = true
  await look()
  expect([state.people, state.rooms, marked]).toEqual([['1', '2'], ['2'], ['1', '2']])
  await stop()
})

test('P6 one that cannot be told keeps no other back', async () => {
  const { state, marked, look, stop } = opened([entry('1', null, []), entry('2', null, [])])
  state.fails.add('1')
  await look()
  expect([state.people, marked]).toEqual([['2'], ['2']])
  await stop()
})

test('P6 cut off from the others, each process tells its own once, and all again when they are back', async () => {
  const { state, marked, look, stop } = opened([entry('1', null, [])])
  state.cutOff = true
  await look()
  await look()
  expect([state.people, marked]).toEqual([['1'], []])
  state.cutOff = false
  await look()
  expect([state.people, marked]).toEqual([['1', '1'], ['1']])
  await stop()
})
