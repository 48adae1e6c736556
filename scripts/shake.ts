// `SHAKE=7 bun test --preload ./scripts/shake.ts …`: the database and Redis hear, Redis tells, `fetch` answers and sockets
// tell late, at random and in a way that the seed decides. What fails then counted on an order that nobody promises.
import Connector from 'ioredis/built/connectors/StandaloneConnector.js'
import pg from 'pg'
import { shakeGlobals } from './shake-globals.ts'

const seed = Number(process.env.SHAKE ?? Date.now() % 100_000)
const mostMs = Number(process.env.SHAKE_MS ?? 60)
console.log(`SHAKE=${seed} SHAKE_MS=${mostMs}`)

let state = seed
const lateMs = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  const chance = state / 4_294_967_296
  return chance < 0.1 ? mostMs * chance * 10 : (mostMs / 8) * chance
}

interface Line {
  readonly stream: NodeJS.EventEmitter & Pick<NodeJS.WritableStream, 'write' | 'end'>
  connect(...words: unknown[]): unknown
}

/** Does late what it is given, in its order. */
const lateInOrder = () => {
  let due = 0
  const waiting: (() => void)[] = []
  // Timers that fall on one moment come in any order: each lets the first of the row go.
  return (act: () => void) => {
    due = Math.max(due, performance.now() + lateMs())
    waiting.push(act)
    setTimeout(() => waiting.shift()?.(), due - performance.now())
  }
}

/** What goes out on a line arrives late. */
const makeLate = (stream: Line['stream']) => {
  const inOrder = lateInOrder()
  const write = stream.write.bind(stream)
  const end = stream.end.bind(stream)
  stream.write = ((bytes: Uint8Array) => {
    inOrder(() => write(bytes))
    return true
  }) as typeof stream.write
  stream.end = (() => {
    inOrder(() => end())
    return stream
  }) as typeof stream.end
}

const { prototype } = pg.Connection as unknown as { prototype: Line }
const connectNow = prototype.connect
prototype.connect = function (...words) {
  // Not before: connecting gives a socket its ways to write.
  this.stream.once('connect', () => makeLate(this.stream))
  return connectNow.apply(this, words)
}

/** What comes in is heard late, its end too. */
const hearLate = (stream: NodeJS.EventEmitter) => {
  const inOrder = lateInOrder()
  const late = (of: 'prependListener' | 'once', kind: string) => {
    const listen = stream[of].bind(stream)
    stream[of] = (name: string, heard: (...words: unknown[]) => void) =>
      listen(name, name === kind ? (...words: unknown[]) => inOrder(() => heard(...words)) : heard)
  }
  late('prependListener', 'data')
  late('once', 'close')
}

const connector = (Connector as unknown as { prototype: { connect(...words: unknown[]): Promise<Line['stream']> } })
  .prototype
const open = connector.connect
connector.connect = async function (...words) {
  const stream = await open.apply(this, words)
  stream.once('connect', () => makeLate(stream))
  hearLate(stream)
  return stream
}

shakeGlobals({ seed, mostMs })
