import { describe, expect, test } from 'bun:test'
import type { OrderedEvent, Placed, Position } from '@hawker/protocol'
import { Room } from './room.ts'
import { CHAT_KEPT } from './room-state.ts'
import { chat, handMachine, seeded, settle, snapshot } from './testing.ts'
import { memoryNetwork } from './transport-memory.ts'

// A model of the server: a numbered log with a short history, that begins anew at times, over lines that lose frames,
// deliver late and break. Whatever happens, the client must show the newest lines of the log: no hole, no double.

const HISTORY = 30
const STEPS = 400

const simulate = async (seed: number) => {
  const chance = seeded(seed)
  const upTo = (n: number) => Math.floor(chance() * n)
  const machine = handMachine(chance)
  const network = memoryNetwork()
  const room = new Room({ id: 'tea', open: network.open, ticket: async () => null, machine })
  let log: string[] = []
  let epoch = 0
  let total = 0

  const position = (): Position => ({ epoch: `e${epoch}`, offset: log.length })
  const placed = (from: number): Placed[] =>
    log.slice(from).map((text, i) => ({ offset: from + i + 1, event: chat(text) }))
  /** The room as it was some lines ago: snapshots are shared by all who enter within a second. */
  const whole = (ago = 0) => {
    const offset = Math.max(0, log.length - ago)
    const recent = placed(Math.max(0, offset - CHAT_KEPT)).filter((entry) => entry.offset <= offset)
    return snapshot({ epoch: `e${epoch}`, offset }, { recent })
  }
  const covers = (at: Position) =>
    at.epoch === `e${epoch}` && log.length - at.offset <= HISTORY && at.offset <= log.length
  const welcomed = new WeakSet<object>()

  const serve = () => {
    const peer = network.peers.at(-1)
    if (!peer?.alive) return
    for (const text of peer.heard.splice(0)) {
      const up = JSON.parse(text)
      const at: Position | undefined = up.position
      if (up.type === 'clock')
        peer.send(JSON.stringify({ type: 'clock', ref: up.ref, sentAt: up.sentAt, serverAt: machine.now() }))
      if (up.type === 'resume')
        peer.send(
          JSON.stringify(
            covers(at!)
              ? { type: 'missed', position: position(), entries: placed(at!.offset) }
              : { type: 'resync', snapshot: whole() },
          ),
        )
      if (up.type !== 'hello') continue
      welcomed.add(peer)
      const missed = at && covers(at)
      const shared = whole(upTo(6))
      peer.send(
        JSON.stringify({
          type: 'welcome',
          version: 1,
          serverAt: machine.now(),
          you: null,
          snapshot: missed ? null : shared,
          missed: placed(missed ? at.offset : shared.position.offset),
          position: position(),
        }),
      )
    }
  }
  const tell = (lines: string[], lossy: boolean) => {
    const first = log.length + 1
    log.push(...lines)
    const ordered = lines.map((line) => chat(line)) as OrderedEvent[]
    const text = JSON.stringify({ type: 'frame', epoch: `e${epoch}`, first, count: lines.length, ordered })
    const peer = network.peers.at(-1)
    // A socket that has said hello hears the topic, before its welcome too.
    if (peer?.alive && !(lossy && chance() < 0.15)) peer.send(text)
  }

  void room.join()
  for (let step = 0; step < STEPS; step++) {
    await settle()
    const peer = network.peers.at(-1)
    const dice = chance()
    if (dice < 0.45)
      tell(
        Array.from({ length: upTo(4) }, () => `line-${++total}`),
        true,
      )
    else if (dice < 0.7) peer?.deliver(1 + upTo(3))
    else if (dice < 0.8) serve()
    else if (dice < 0.85) peer?.cut(chance() < 0.5 ? 1006 : 4451)
    else if (dice < 0.86) {
      epoch++
      log = []
    } else if (dice < 0.93) {
      if (room.link.state === 'connecting' && peer && !welcomed.has(peer)) peer.accept()
    } else await machine.advance(upTo(3_000))
  }
  // The weather clears up: everything arrives, and one more line shows any hole that is left.
  for (let round = 0; round < 30; round++) {
    await machine.advance(2_500)
    const peer = network.peers.at(-1)
    if (peer?.alive && room.link.state === 'connecting' && !welcomed.has(peer)) peer.accept()
    if (round > 20 && round < 25) tell([`line-${++total}`], false)
    serve()
    peer?.deliver()
    await settle()
    serve()
    peer?.deliver()
  }
  const shown = room.state.chat.map(({ text }) => text)
  const expected = log.slice(-CHAT_KEPT)
  room.leave()
  return { shown, expected, logged: log.length, offsets: room.state.chat.map(({ offset }) => offset) }
}

describe('promise 4 and 5: ordered, each at most once, never a silent hole', () => {
  const seeds = Array.from({ length: 150 }, (_, i) => i + 1)
  test('through drops, lost frames, short history and new epochs', async () => {
    for (const seed of seeds) {
      const { shown, expected, logged, offsets } = await simulate(seed)
      const told = `seed ${seed}`
      expect([told, logged > 0]).toEqual([told, true])
      expect([told, shown]).toEqual([told, expected])
      expect([told, new Set(offsets).size]).toEqual([told, offsets.length])
      expect([told, offsets.at(-1)]).toEqual([told, logged])
    }
  })
})
