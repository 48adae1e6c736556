// The room log of one process: everything in memory, gone with it.
import type { Position } from '@hawker/protocol'
import type { Chance } from '#kernel/chance'
import { randomId } from '#kernel/ids'
import { ADMITTED, admit, type Budget, DEFAULT_BUDGET, fullTokens, TOLD_BEFORE, type Tokens } from './core/admission.ts'
import { Batches } from './core/batches.ts'
import { frameText } from './core/frame.ts'
import { History } from './core/history.ts'
import type { Appended, AppendOptions, LogEntry, OnFrame, ReadResult, RoomKey, RoomLog } from './door.ts'

/** Ids of what was told once, kept for each room; the sweeper repeats within seconds, not thousands of events later. */
export const ONCE_IDS_MAX = 2_000
/** Rooms kept; beyond it, those longest without an append and without subscribers are forgotten. */
const ROOMS_MAX = 10_000
export const EPOCH_CHARACTERS = 12

interface RoomState {
  readonly epoch: string
  readonly history: History
  readonly once: Set<string>
  readonly batches: Batches<Appended>
  readonly subscribers: Set<OnFrame>
  tokens: Tokens | null
}

export interface MemoryLogOptions {
  readonly chance: Chance
  readonly budget?: Budget
  readonly roomsMax?: number
  /** A subscriber threw: a bug of his, and nobody else's trouble. */
  readonly onFault?: (error: unknown) => void
}

export const createMemoryLog = (options: MemoryLogOptions): RoomLog => {
  const { chance, budget = DEFAULT_BUDGET, roomsMax = ROOMS_MAX, onFault = () => {} } = options
  /** In the order of the last append: the first is the one to forget. */
  const rooms = new Map<string, RoomState>()
  const nameOf = ({ app, room }: RoomKey) => `${app}/${room}`

  const forgetIdle = () => {
    for (const [name, state] of rooms) {
      if (rooms.size <= roomsMax) return
      if (state.subscribers.size === 0) rooms.delete(name)
    }
  }

  const stateOf = (key: RoomKey): RoomState => {
    const name = nameOf(key)
    const known = rooms.get(name)
    if (known) return known
    const epoch = randomId(chance, EPOCH_CHARACTERS)
    const made: RoomState = {
      epoch,
      history: new History(),
      once: new Set(),
      batches: new Batches(),
      subscribers: new Set(),
      tokens: null,
    }
    rooms.set(name, made)
    if (rooms.size > roomsMax) forgetIdle()
    return made
  }

  const remember = (once: Set<string>, id: string) => {
    once.add(id)
    if (once.size <= ONCE_IDS_MAX) return
    for (const oldest of once) {
      once.delete(oldest)
      return
    }
  }

  const append = (
    key: RoomKey,
    entries: readonly LogEntry[],
    latestJson: string | null,
    nowMs: number,
    { batch, exempt }: AppendOptions = {},
  ): Appended => {
    const state = stateOf(key)
    if (rooms.size >= roomsMax) {
      rooms.delete(nameOf(key))
      rooms.set(nameOf(key), state)
    }
    const known = batch ? state.batches.find(batch) : 'new'
    if (known === 'old') return toldLongAgo(state, entries.length)
    if (known !== 'new') return known
    state.tokens ??= fullTokens(budget, nowMs)
    const admitted = admit(state.tokens, budget, entries, nowMs, (id) => state.once.has(id), exempt)
    const first = state.history.last + 1
    const ordered: string[] = []
    const lossy: string[] = []
    for (let i = 0; i < entries.length; i++) {
      if (admitted[i] !== ADMITTED) continue
      const { delivery, json, onceId, eventId = onceId } = entries[i]!
      if (onceId !== undefined) remember(state.once, onceId)
      if (delivery === 'lossy') lossy.push(json)
      else {
        ordered.push(json)
        state.history.append(json, eventId ?? '', nowMs)
      }
    }
    const answer = { epoch: state.epoch, first, ordered: ordered.length, admitted, shared: true }
    if (batch) state.batches.remember(batch, answer)
    if (ordered.length > 0 || lossy.length > 0 || latestJson !== null) {
      const frame = frameText({ epoch: state.epoch, first, ordered, lossy, latestJson })
      for (const onFrame of state.subscribers) {
        try {
          onFrame(frame, state.epoch, first, ordered.length, false)
        } catch (error) {
          onFault(error)
        }
      }
    }
    return answer
  }

  const toldLongAgo = ({ epoch, history }: RoomState, count: number): Appended => ({
    epoch,
    first: history.last + 1,
    ordered: 0,
    admitted: new Uint8Array(count).fill(TOLD_BEFORE),
    shared: true,
  })

  const positionOf = (state: RoomState): Position => ({ epoch: state.epoch, offset: state.history.last })

  const read = (key: RoomKey, after: Position): ReadResult => {
    const state = stateOf(key)
    const position = positionOf(state)
    const entries = after.epoch === state.epoch ? state.history.after(after.offset) : null
    return entries === null ? { kind: 'resync', position } : { kind: 'entries', position, entries }
  }

  return {
    append: async (key, entries, latestJson, nowMs, more) => append(key, entries, latestJson, nowMs, more),
    read: async (key, after) => read(key, after),
    position: async (key) => positionOf(stateOf(key)),
    tail: async (key, count) => stateOf(key).history.tail(count),
    redact: async (key, eventIds, tombstoneJson) => stateOf(key).history.redact(new Set(eventIds), tombstoneJson),
    subscribe: async (key, onFrame) => {
      const state = stateOf(key)
      // A wrapper, so that one function given twice is two subscribers.
      const mine: OnFrame = (...frame) => onFrame(...frame)
      state.subscribers.add(mine)
      return async () => {
        state.subscribers.delete(mine)
      }
    },
  }
}
