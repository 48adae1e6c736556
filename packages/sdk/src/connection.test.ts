import { describe, expect, test } from 'bun:test'
import { refuse } from '@hawker/protocol/refusal'
import { BACKOFF_CAP_MS, backoffMs } from './backoff.ts'
import { Connection, type ConnectionOptions, type ConnectionState, TURNS } from './connection.ts'
import { handMachine, seeded, settle } from './testing.ts'
import { memoryNetwork } from './transport-memory.ts'

const open = (more: Partial<ConnectionOptions> = {}, chance = () => 0.5) => {
  const machine = handMachine(chance)
  const network = memoryNetwork()
  const states: ConnectionState[] = []
  const heard: string[] = []
  const connection = new Connection({
    open: network.open,
    machine,
    prepare: async () => null,
    opened: () => {},
    received: (text) => heard.push(text),
    changed: (state) => states.push(state),
    ...more,
  })
  const peer = () => network.peers.at(-1)!
  const reach = async () => {
    await settle()
    peer().accept()
  }
  return { connection, machine, network, states, heard, peer, reach }
}

describe('the table', () => {
  test('every state can be left, and an ended connection only begins anew', () => {
    for (const state of ['idle', 'connecting', 'open', 'waiting'] as const) expect(TURNS[state].stop).toBe('ended')
    expect(TURNS.ended).toEqual({ start: 'connecting' })
    expect(TURNS.waiting.opened).toBeUndefined()
  })

  test('connecting → open → waiting → connecting', async () => {
    const { connection, states, reach, peer, machine } = open()
    connection.start()
    await reach()
    peer().cut(1006)
    await machine.advance(BACKOFF_CAP_MS)
    expect(states.slice(0, 4)).toEqual(['connecting', 'open', 'waiting', 'connecting'])
  })

  test('starting twice opens one socket', async () => {
    const { connection, network } = open()
    connection.start()
    connection.start()
    await settle()
    expect(network.peers).toHaveLength(1)
  })
})

describe('coming back', () => {
  test('the wait doubles, with full jitter, and never passes 30 s', async () => {
    const { connection, machine, network } = open()
    connection.start()
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      await settle()
      network.peers.at(-1)!.cut(1006)
      const wait = connection.retryAt! - machine.now()
      waits.push(wait)
      await machine.advance(wait)
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
  })

  test('G10 many clients spread over the whole span', () => {
    const machine = handMachine(seeded(3))
    const waits = Array.from({ length: 2_000 }, () => backoffMs(10, machine))
    expect(Math.max(...waits)).toBeLessThanOrEqual(BACKOFF_CAP_MS)
    for (let from = 0; from < BACKOFF_CAP_MS; from += 3_000) {
      const share = waits.filter((wait) => wait >= from && wait < from + 3_000).length / waits.length
      expect(share).toBeGreaterThan(0.05)
      expect(share).toBeLessThan(0.15)
    }
  })

  test('a greeting makes the next wait short again', async () => {
    const { connection, machine, network, reach } = open()
    connection.start()
    for (let i = 0; i < 5; i++) {
      await settle()
      network.peers.at(-1)!.cut(1006)
      await machine.advance(BACKOFF_CAP_MS / 2)
    }
    await reach()
    connection.settled()
    network.peers.at(-1)!.cut(1006)
    expect(connection.retryAt! - machine.now()).toBe(500)
  })

  test('`moved` says when, once; waking up does not jump that queue', async () => {
    const { connection, machine, reach, peer, network } = open()
    connection.start()
    await reach()
    connection.moved(7_777)
    peer().cut(4454)
    expect(connection.retryAt! - machine.now()).toBe(7_777)
    connection.wake()
    expect(connection.state).toBe('waiting')
    await machine.advance(7_777)
    expect(network.peers).toHaveLength(2)
    await reach()
    peer().cut(1006)
    expect(connection.retryAt! - machine.now()).toBe(1_000 / 2)
  })

  test.each([1001, 1006, 1011, 1012, 1013, 4450, 4451, 4452, 4453, 4454])('%i comes back', async (code) => {
    const { connection, reach, peer } = open()
    connection.start()
    await reach()
    peer().cut(code)
    expect(connection.state).toBe('waiting')
  })

  test.each([1002, 1003, 1007, 1009, 4400, 4401, 4403, 4404, 4409, 4410, 4411, 4412])(
    '%i does not come back',
    async (code) => {
      const { connection, reach, peer, machine, network } = open()
      connection.start()
      await reach()
      peer().cut(code)
      expect(connection.state).toBe('ended')
      await machine.advance(120_000)
      expect(network.peers).toHaveLength(1)
      expect(machine.timers).toBe(0)
    },
  )

  test('a socket that never opens is given up after ten seconds', async () => {
    const { connection, machine, network } = open()
    connection.start()
    await machine.advance(10_000)
    expect(connection.state).toBe('waiting')
    expect(network.peers[0]!.alive).toBe(false)
  })
})

describe('before the socket', () => {
  test('a refusal ends it without a socket', async () => {
    const { connection, network } = open({ prepare: async () => refuse('not-found') })
    connection.start()
    await settle()
    expect(connection.state).toBe('ended')
    expect(network.peers).toHaveLength(0)
  })

  test('a throw is tried again', async () => {
    let tries = 0
    const prepare = async () => {
      if (++tries < 3) throw new Error('no network')
      return null
    }
    const { connection, network, machine } = open({ prepare })
    connection.start()
    await machine.advance(5_000)
    expect(network.peers).toHaveLength(1)
  })

  test('stopped while it prepares, it opens nothing', async () => {
    const { connection, network, machine } = open()
    connection.start()
    connection.stop()
    await machine.advance(60_000)
    expect(network.peers).toHaveLength(0)
    expect(machine.timers).toBe(0)
  })
})

test('what an older socket still says is not heard', async () => {
  const { connection, machine, network, reach, heard } = open()
  connection.start()
  await reach()
  const old = network.peers[0]!
  old.send('late')
  connection.drop()
  await machine.advance(5_000)
  await reach()
  old.deliver()
  expect(heard).toEqual([])
  network.peers[1]!.send('new')
  network.peers[1]!.deliver()
  expect(heard).toEqual(['new'])
})
