// Two workers on one port, as an operator starts them: shared by viewers, outlived by each other, ended together.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { PROTOCOL_VERSION } from '@hawker/protocol'
import { startRedis, type TestRedis } from '../packages/server/src/bus/testing.ts'
import { becomeGuest, type Caller, openShop, signInAsOwner } from './harness/caller.ts'
import { publishClock } from './harness/clock-publisher.ts'
import { type RunningServer, startServer, workersOf } from './harness/server.ts'
import { until } from './harness/soon.ts'

const LIMIT_MS = 120_000
const ROOM = 'workers'
/** An encoder that starts on a busy machine, and the lease of the one that died. */
const TAKEN_WITHIN_MS = 40_000

let redis: TestRedis
let server: RunningServer
let owner: Caller
let internalPort = 0

beforeAll(async () => {
  redis = await startRedis()
  internalPort = freePair()
  server = await startServer({ WORKERS: '2', REDIS_URL: redis.url, INTERNAL_PORT: `${internalPort}` })
  await until('both workers are open', async () => (await openWorkers()).length === 2)
  owner = await signInAsOwner(server)
  await openShop(owner, ROOM)
}, LIMIT_MS)
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await redis?.stop()
}, LIMIT_MS)

/** Two in a row, below those that the system deals out itself. */
const freePair = (): number => {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    try {
      for (const each of [port, port + 1])
        Bun.listen({ hostname: '127.0.0.1', port: each, socket: { data: () => {} } }).stop(true)
      return port
    } catch {
      // Taken: the next.
    }
  }
}
const stateOf = (worker: number, path: string) =>
  fetch(`http://127.0.0.1:${internalPort + worker}${path}`, { headers: { connection: 'close' } })
    .then((answer) => answer.text())
    .catch(() => null)
const openWorkers = async () => {
  const states = await Promise.all([0, 1].map((worker) => stateOf(worker, '/readyz')))
  return states.filter((state) => state === '{"ready":true,"degraded":[]}')
}
const numberOf = async (worker: number, name: string) => {
  const text = (await stateOf(worker, '/metrics')) ?? ''
  return Number(new RegExp(`^${name}\\{[^}]*worker="${worker}"[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
}

const ticketOf = async (caller: Caller): Promise<string> =>
  (await caller.call<{ ticket: string }>('POST', `/api/rooms/${ROOM}/ticket`, {})).ticket

interface Visit {
  readonly socket: WebSocket
  readonly heard: { type: string }[]
  closed: number | null
}
const visit = async (ticket: string): Promise<Visit> => {
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/socket`, {
    headers: { origin: server.origin },
  } as never)
  const made: Visit = { socket, heard: [], closed: null }
  socket.onmessage = ({ data }) => void made.heard.push(JSON.parse(String(data)))
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, room: ROOM, ticket }))
  const over = new Promise<void>((resolve) => {
    socket.onclose = ({ code }) => {
      made.closed = code
      resolve()
    }
  })
  await Promise.race([over, until('an answer', () => made.heard.some(({ type }) => type === 'welcome'))])
  return made
}

test(
  'viewers spread over both, and a ticket that one made opens a socket at the other, once in all (G2)',
  async () => {
    const guests = await Promise.all(Array.from({ length: 24 }, (_, i) => becomeGuest(server, `Guest ${i}`)))
    const visits = await Promise.all(guests.map(async (guest) => visit(await ticketOf(guest))))
    expect(visits.map(({ closed }) => closed)).toEqual(Array(24).fill(null))
    const sockets = await Promise.all([0, 1].map((worker) => numberOf(worker, 'hawker_sockets')))
    expect(sockets[0]! + sockets[1]!).toBe(24)
    expect(Math.min(...sockets)).toBeGreaterThan(0)

    const stolen = await ticketOf(guests[0]!)
    const tries = await Promise.all(Array.from({ length: 12 }, () => visit(stolen)))
    expect(tries.filter(({ closed }) => closed === null).length).toBe(1)
    expect(new Set(tries.flatMap(({ closed }) => closed ?? []))).toEqual(new Set([4401]))
    for (const { socket } of [...visits, ...tries]) socket.close()
  },
  LIMIT_MS,
)

test(
  'any worker answers for a picture, and when the one that has it is killed the other takes encoder and viewers',
  async () => {
    const { url } = await owner.call<{ url: string }>('POST', `/api/rooms/${ROOM}/push-address`, { reason: 'test' })
    let publisher = publishClock(url)
    const { play } = await owner.call<{ play: { hls: string } }>('GET', `/api/rooms/${ROOM}`)
    const watch = async () => {
      // A connection of its own each time, so that the kernel deals them out.
      const answer = await fetch(play.hls, { headers: { connection: 'close' } }).catch(() => null)
      await answer?.body?.cancel()
      return answer?.status ?? 0
    }
    // The one that has it answers first; the other asks it, once it knows.
    await until('a picture of any worker', async () => {
      for (let i = 0; i < 20; i++) if ((await watch()) !== 200) return false
      return true
    })

    const listening = Bun.spawnSync(['ss', '-Hltnp', `sport = :${server.rtmpPort}`]).stdout.toString()
    const holder = Number(/pid=(\d+)/.exec(listening)?.[1] ?? workersOf(server)[0])
    process.kill(holder, 'SIGKILL')
    const taken = await until(
      'a picture again',
      async () => {
        // As an encoder does that tries again.
        if (publisher.isOver()) publisher = publishClock(url)
        return (await watch()) === 200
      },
      TAKEN_WITHIN_MS,
    )
    console.log(`a picture again ${taken} ms after kill -9 of the worker that had it`)
    await until('both workers are open', async () => (await openWorkers()).length === 2)
    expect(workersOf(server)).not.toContain(holder)
    for (let i = 0; i < 20; i++) expect([200, 503]).toContain(await watch())
    await publisher.kill()
  },
  LIMIT_MS,
)

test(
  'while one worker is dead the other serves everybody, and what was acknowledged is there',
  async () => {
    const [victim] = workersOf(server)
    process.kill(victim!, 'SIGKILL')
    let refused = 0
    const from = performance.now()
    const acknowledged: string[] = []
    // Two seconds, or as long as it takes a slow machine to be asked often enough.
    for (let i = 0; performance.now() - from < 2_000 || (acknowledged.length <= 20 && i < 400); i++) {
      const id = `made-${i}`
      const answer = await owner.raw('POST', '/api/rooms', { id, title: id }).catch(() => null)
      if (answer?.status === 201 || answer?.status === 200) acknowledged.push(id)
      else refused++
      // Within the rate of one caller.
      await Bun.sleep(25)
    }
    await until('both workers are open', async () => (await openWorkers()).length === 2)
    expect(acknowledged.length).toBeGreaterThan(20)
    expect(refused).toBeLessThan(5)
    for (const id of acknowledged) expect((await owner.raw('GET', `/api/rooms/${id}`)).status).toBe(200)
    expect(server.output()).toContain('a worker ended: starting it again')
  },
  LIMIT_MS,
)

test(
  'without Redis the workers say what is away and go on; with it again they are whole soon after',
  async () => {
    await redis.kill9()
    await until('degraded', async () => (await stateOf(0, '/readyz')) === '{"ready":true,"degraded":["redis"]}')
    expect(await numberOf(0, 'hawker_redis_up')).toBe(0)
    expect((await owner.raw('GET', '/api/rooms')).status).toBe(200)
    const alone = await visit(await ticketOf(await becomeGuest(server, 'Alone')))
    expect(alone.closed).toBeNull()
    alone.socket.close()
    await redis.restart()
    const back = await until('whole', async () => (await openWorkers()).length === 2)
    console.log(`whole ${back} ms after Redis was back`)
    expect(await numberOf(1, 'hawker_redis_up')).toBe(1)
  },
  LIMIT_MS,
)

test(
  'SIGTERM to the parent: every viewer of both is told to move, and all of it ends in time with the database',
  async () => {
    const guests = await Promise.all(Array.from({ length: 12 }, (_, i) => becomeGuest(server, `Last ${i}`)))
    const visits = await Promise.all(guests.map(async (guest) => visit(await ticketOf(guest))))
    const from = performance.now()
    expect(await server.stop()).toBe(0)
    console.log(`ended after ${Math.round(performance.now() - from)} ms`)
    // The last word of a process that has ended may still be on its way to this one.
    await until('every viewer knows that it is over', () => visits.every(({ closed }) => closed !== null))
    for (const { heard, closed } of visits) {
      expect(heard.map(({ type }) => type)).toContain('moved')
      expect(closed).toBe(4454)
    }
    expect(server.output()).not.toContain('did not end in time')
    // Nothing of ours is left on the ports.
    expect(await fetch(`${server.origin}/healthz`).catch(() => null)).toBeNull()
  },
  LIMIT_MS,
)
