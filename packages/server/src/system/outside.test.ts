// W1, W2. What this machine alone can reach stays out of reach, however it is spelled; who answers badly is cut short.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import net from 'node:net'
import { isGlobal, OutsideError, openOutside } from './outside.ts'

/** Long enough for any machine to answer at all. */
const ask = { maxBytes: 1_000, withinMs: 30_000 }
const why = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error) => (error instanceof OutsideError ? error.message : `a fault: ${error}`),
  )

const PRIVATE = [
  ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '127.0.0.1.', '0', '0.0.0.0', '10.1.2.3'],
  ...['172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.0.1', '198.18.0.1'],
  ...['224.0.0.1', '255.255.255.255', '240.0.0.1', '203.0.113.9', '１２７.0.0.1', '%31%32%37.0.0.1'],
  ...[
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:8.8.8.8]',
    '[0:0:0:0:0:ffff:a00:1]',
  ],
  ...[
    '[64:ff9b::a00:1]',
    '[64:ff9b:1::1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fc00::1]',
    '[fd12::1]',
    '[fe80::1]',
  ],
  ...['[ff02::1]', '[2001:db8::1]', '[100::1]', '[fec0::1]'],
]

describe('an address', () => {
  test.each(PRIVATE)('W1 %s is nobody’s to ask', async (host) => {
    expect(await why(openOutside({ allowPrivate: false })(`http://${host}/`, ask))).toMatch(
      /not on the open internet|not an http address/,
    )
  })

  test('of the open internet is global, in both families', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])
      expect(isGlobal(address)).toBe(true)
    for (const address of ['', 'x', 'fe80::1%eth0', '::ffff:8.8.8.8']) expect(isGlobal(address)).toBe(false)
  })

  test('with other ports, a password, or another scheme is not asked', async () => {
    const outside = openOutside({ allowPrivate: false, resolve: async () => [{ address: '8.8.8.8', family: 4 }] })
    expect(await why(outside('http://shop.example:22/', ask))).toContain('ports 80 and 443')
    expect(await why(outside('http://u:p@shop.example/', ask))).toContain('name or password')
    for (const url of ['file:///etc/passwd', 'ftp://x/', 'gopher://x/', 'x'])
      expect(await why(outside(url, ask))).toContain('http')
  })

  test('of a name is judged by every address behind it', async () => {
    const resolve = async () => [
      { address: '8.8.8.8', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]
    expect(await why(openOutside({ allowPrivate: false, resolve })('http://shop.example/', ask))).toContain(
      'open internet',
    )
    expect(
      await why(openOutside({ allowPrivate: false, resolve: async () => [] })('http://shop.example/', ask)),
    ).toContain('reached')
  })
})

describe('a server', () => {
  let server: ReturnType<typeof Bun.serve>
  let asked: { host: string | null; encoding: string | null; path: string }[] = []
  beforeAll(() => {
    server = Bun.serve({
      ...{ port: 0, hostname: '127.0.0.1', idleTimeout: 30 },
      fetch: async (request) => {
        const { pathname } = new URL(request.url)
        asked.push({
          host: request.headers.get('host'),
          encoding: request.headers.get('accept-encoding'),
          path: pathname,
        })
        if (pathname === '/inward') return Response.redirect('http://127.0.0.1/secret', 302)
        if (pathname === '/large') return new Response('x'.repeat(2_000))
        if (pathname === '/zipped')
          return new Response(Bun.gzipSync(Buffer.alloc(500)), { headers: { 'content-encoding': 'gzip' } })
        if (pathname === '/never') await new Promise(() => {})
        return new Response('hello', { headers: { 'content-type': 'text/plain' } })
      },
    })
  })
  afterAll(() => server.stop(true))
  const at = (path: string) => `http://shop.example:${server.port}${path}`
  const resolved: string[] = []
  const outside = openOutside({
    allowPrivate: true,
    resolve: async (host) => {
      resolved.push(host)
      return [{ address: '127.0.0.1', family: 4 }]
    },
  })

  test('is asked by its name, at the address that was looked up once, uncompressed', async () => {
    asked = []
    const heard = await outside(at('/'), ask)
    expect([heard.status, new TextDecoder().decode(heard.bytes)]).toEqual([200, 'hello'])
    expect(asked).toEqual([{ host: `shop.example:${server.port}`, encoding: 'identity', path: '/' }])
    expect(resolved).toEqual(['shop.example'])
  })

  test('W1 that is named by a proxy variable is not gone through', async () => {
    const before = process.env.http_proxy
    process.env.http_proxy = 'http://127.0.0.1:1'
    expect(await why(outside(at('/'), ask))).toBe('answered')
    if (before === undefined) delete process.env.http_proxy
    else process.env.http_proxy = before
  })

  test('that sends us on is not followed', async () => {
    asked = []
    expect(await why(outside(at('/inward'), ask))).toContain('not followed')
    expect(asked.map(({ path }) => path)).toEqual(['/inward'])
  })

  test('W2 that says too much, or compressed, or nothing, is cut short', async () => {
    expect(await why(outside(at('/large'), ask))).toContain('larger than 1000 bytes')
    expect(await why(outside(at('/zipped'), ask))).toContain('compressed')
    expect(await why(outside(at('/never'), { ...ask, withinMs: 300 }))).toContain('in time')
  })

  test('W2 that drips one byte at a time, for ever, is cut short', async () => {
    const drip = net.createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n')
      const timer = setInterval(() => socket.write('1\r\nx\r\n'), 50)
      socket.on('close', () => clearInterval(timer)).on('error', () => clearInterval(timer))
    })
    await new Promise<void>((listening) => drip.listen(0, '127.0.0.1', listening))
    const { port } = drip.address() as net.AddressInfo
    expect(await why(outside(`http://shop.example:${port}/`, { ...ask, withinMs: 500 }))).toContain('in time')
    drip.close()
  })
})
