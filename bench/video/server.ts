// The live module alone in a process, so that its CPU can be told from that of who publishes. Speaks over IPC.
import { testLive } from '../../packages/server/src/live/testing.ts'

export type ServerAsk = { readonly rooms: readonly string[] } | 'usage'
export type ServerAnswer =
  | { readonly streams: readonly { readonly push: string; readonly play: string }[]; readonly page: string }
  | { readonly cpuMs: number; readonly rssMb: number; readonly onAir: number }

const t = await testLive()
const hls = await Bun.file(new URL(import.meta.resolve('hls.js/dist/hls.min.js'))).text()
const page = `<!doctype html><video id=picture muted autoplay playsinline width=480></video><script>${hls}</script><script>
const player = new Hls({ lowLatencyMode: true, backBufferLength: 10 })
player.loadSource(new URLSearchParams(location.search).get('src'))
player.attachMedia(document.getElementById('picture'))
</script>`
const pages = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: () => new Response(page, { headers: { 'content-type': 'text/html' } }),
})

let started = 0
process.on('message', async (ask: ServerAsk) => {
  if (ask === 'usage') {
    const { user, system } = process.cpuUsage()
    const rssMb = process.memoryUsage.rss() / 1_048_576
    process.send?.({ cpuMs: (user + system) / 1_000, rssMb, onAir: started } satisfies ServerAnswer)
    return
  }
  const streams = []
  for (const name of ask.rooms) {
    const room = t.addRoom(name)
    streams.push({ push: await t.addressOf(room), play: t.playlistOf(room) })
  }
  started += streams.length
  process.send?.({ streams, page: `http://127.0.0.1:${pages.port}/` } satisfies ServerAnswer)
})
process.on('disconnect', async () => {
  await t.close()
  process.exit(0)
})
process.send?.('ready')
