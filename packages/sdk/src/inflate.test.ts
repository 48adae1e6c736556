import { afterEach, describe, expect, test } from 'bun:test'
import { deflateRawSync } from 'node:zlib'
import { INFLATED_MAX_BYTES, Inbox, inflate } from './inflate.ts'
import { webSocketTransport } from './transport-websocket.ts'

const deflated = (text: string): ArrayBuffer => new Uint8Array(deflateRawSync(text)).buffer

const open = () => {
  const texts: string[] = []
  let garbled = 0
  const inbox = new Inbox(
    (text) => void texts.push(text),
    () => void garbled++,
  )
  return { inbox, texts, garbled: () => garbled, all: () => new Promise<void>((resolve) => inbox.after(resolve)) }
}

describe('messages that come deflated', () => {
  test('are handed on in the order in which they came, text between them too', async () => {
    const { inbox, texts, all } = open()
    const long = '青瓷杯 '.repeat(20_000)
    inbox.message('first')
    inbox.message(deflated(long))
    inbox.message('third')
    inbox.message(deflated('fourth'))
    inbox.message('fifth')
    expect(texts).toEqual(['first'])
    await all()
    expect(texts).toEqual(['first', long, 'third', 'fourth', 'fifth'])
    await Promise.resolve()
    inbox.message('at once again')
    expect(texts.at(-1)).toBe('at once again')
  })

  test('G5 that grow beyond a megabyte are refused long before they are whole', async () => {
    const bomb = deflated('x'.repeat(50 * INFLATED_MAX_BYTES))
    expect(bomb.byteLength).toBeLessThan(100_000)
    await expect(inflate(bomb)).rejects.toThrow('too large')
    const { inbox, texts, garbled, all } = open()
    inbox.message(bomb)
    await all()
    expect([texts, garbled()]).toEqual([[], 1])
  })

  test('and are no deflated text are told of, once each', async () => {
    const { inbox, texts, garbled, all } = open()
    inbox.message(new TextEncoder().encode('nonsense, not deflated').buffer as ArrayBuffer)
    inbox.message(new Uint8Array(deflateRawSync(Buffer.from([0xff, 0xfe]))).buffer)
    await all()
    expect([texts, garbled()]).toEqual([[], 2])
  })
})

describe('a WebSocket', () => {
  const servers: { stop(force: boolean): unknown }[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) void server.stop(true)
  })
  const serve = (send: (socket: { send(data: string | Uint8Array): unknown; close(code: number): void }) => void) => {
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: (request, own) => (own.upgrade(request) ? undefined : new Response('no')),
      websocket: { open: (socket) => send(socket), message: () => {} },
    })
    servers.push(server)
    return `ws://127.0.0.1:${server.port}/`
  }
  const listen = (url: string) => {
    const heard: string[] = []
    const closed = new Promise<number>((resolve) => {
      webSocketTransport(url)({ opened: () => {}, received: (text) => void heard.push(text), closed: resolve })
    })
    return { heard, closed }
  }

  test('that closes has told first what came before the close', async () => {
    const url = serve((socket) => {
      socket.send(deflateRawSync('a tick'))
      socket.send('moved')
      socket.close(4454)
    })
    const { heard, closed } = listen(url)
    expect(await closed).toBe(4454)
    expect(heard).toEqual(['a tick', 'moved'])
  })

  test('that garbled a message is given up', async () => {
    const url = serve((socket) => {
      socket.send(Buffer.from('garbled'))
      socket.send('never heard')
    })
    const { heard, closed } = listen(url)
    expect(await closed).toBe(1006)
    expect(heard).toEqual([])
  })
})
