// The servers that stand beside ours. Each is started with the settings its own manual gives for many sockets, on one core.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { hasProgram, type Program, start } from './processes.ts'

export interface Peer {
  readonly who: string
  /** As load.c calls it. */
  readonly kind: string
  readonly port: number
  readonly program: Program
}

/** A peer, or why it stands aside. */
export type Started = Peer | string

const LISTENS_WITHIN_MS = 5_000

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = net.createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })

const listens = async (port: number): Promise<boolean> => {
  const until = performance.now() + LISTENS_WITHIN_MS
  while (performance.now() < until) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      setTimeout(() => socket.destroy(), 100)
    })
    if (open) return true
    await Bun.sleep(50)
  }
  return false
}

/** Under Bun: measured side by side it is the faster runtime for socket.io, 13 µs a frame where Node takes 17. */
const socketIo = async (_dir: string, core: number): Promise<Started> => {
  const program = start([process.execPath, join(import.meta.dir, 'peer-socketio.mjs')], core)
  const { port } = await program.hear<{ port: number }>()
  return { who: 'socket.io (Bun)', kind: 'socket.io', port, program }
}

const nats = async (dir: string, core: number): Promise<Started> => {
  if (!hasProgram('nats-server')) return 'NATS: no nats-server'
  const port = await freePort()
  const file = join(dir, 'nats.conf')
  writeFileSync(
    file,
    `listen: 127.0.0.1:-1\nmax_connections: 65536\nwebsocket { listen: "0.0.0.0:${port}", no_tls: true }\n`,
  )
  const program = start(['env', 'GOMAXPROCS=1', 'nats-server', '-c', file, '-l', join(dir, 'nats.log')], core, 'signal')
  if (await listens(port)) return { who: 'NATS (WebSocket)', kind: 'nats', port, program }
  await program.end()
  return 'NATS: it did not start'
}

const NCHAN_MODULES = ['/usr/lib/nginx/modules/ngx_nchan_module.so', '/usr/share/nginx/modules/ngx_nchan_module.so']

const nchan = async (dir: string, core: number): Promise<Started> => {
  const module = NCHAN_MODULES.find((path) => existsSync(path))
  if (!hasProgram('nginx') || module === undefined) return 'nchan: no nginx with nchan'
  const port = await freePort()
  mkdirSync(join(dir, 'logs'), { recursive: true })
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${dir}/${of};`)
  writeFileSync(
    join(dir, 'nginx.conf'),
    `load_module ${module};
daemon off; master_process off; pid ${dir}/nginx.pid; error_log ${dir}/nginx.log crit;
worker_rlimit_nofile 65536;
events { worker_connections 60000; }
http {
  access_log off; ${temp.join(' ')}
  nchan_message_buffer_length 40;
  server {
    listen ${port} backlog=4096;
    location = /sub { nchan_subscriber websocket; nchan_channel_id room; nchan_subscriber_first_message newest; }
    location = /pub { nchan_publisher; nchan_channel_id room; }
  }
}
`,
  )
  const program = start(['nginx', '-p', dir, '-c', join(dir, 'nginx.conf')], core, 'signal')
  if (await listens(port)) return { who: 'nchan (nginx)', kind: 'nchan', port, program }
  await program.end()
  return 'nchan: it did not start'
}

export const PEERS = [socketIo, nats, nchan]
