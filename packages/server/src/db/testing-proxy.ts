// A way to PostgreSQL on which the answer to COMMIT can be lost: it is done, and whoever asked does not hear of it.
import { once } from 'node:events'
import net from 'node:net'

export interface LossyProxy {
  /** The database's, by this way. */
  readonly url: string
  /** Commits that were done and not heard of. */
  readonly lost: number
  close(): Promise<void>
}

/** How a server says that a transaction is committed (CommandComplete). */
const COMMITTED = Buffer.from('COMMIT\0')

/** `loses` is asked at each commit. */
export const openLossyProxy = async (url: string, loses: () => boolean): Promise<LossyProxy> => {
  const target = new URL(url)
  const host = decodeURIComponent(target.hostname)
  const to: net.NetConnectOpts = host.startsWith('/')
    ? { path: `${host}/.s.PGSQL.${target.port}` }
    : { host, port: Number(target.port) }
  const open = new Set<net.Socket>()
  let lost = 0

  const proxy = net.createServer((client) => {
    const server = net.connect(to)
    const cut = () => {
      for (const end of [client, server]) {
        open.delete(end)
        end.destroy()
      }
    }
    for (const end of [client, server]) {
      open.add(end)
      end.on('error', cut)
      end.on('close', cut)
    }
    client.on('data', (chunk) => void server.write(chunk))
    server.on('data', (chunk: Buffer) => {
      if (chunk.includes(COMMITTED) && loses()) {
        lost++
        return cut()
      }
      client.write(chunk)
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as net.AddressInfo
  return {
    url: `postgres://${target.username}:${target.password}@127.0.0.1:${port}${target.pathname}`,
    get lost() {
      return lost
    },
    close: async () => {
      for (const end of open) end.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
