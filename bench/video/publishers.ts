// Many encoders in one process of their own: `bun publishers.ts <bits a second>`, push addresses over IPC.
import { publishLoop } from '../../scripts/demo/publisher.ts'
import { syntheticClip } from './clip.ts'

const clip = syntheticClip(Number(process.argv[2]))
const stop = new AbortController()
let publishing = 0

process.on('message', async (urls: readonly string[]) => {
  for (const url of urls) {
    // Spread over a second, as encoders in life are: all keyframes at once would measure something else.
    await Bun.sleep(1_000 / urls.length)
    void publishLoop({
      url,
      clip,
      signal: stop.signal,
      onState: (state, why) => {
        if (state === 'publishing') publishing++
        else if (state !== 'connecting') console.error(`publisher ${state}: ${why ?? ''}`)
      },
    })
  }
  while (publishing < urls.length) await Bun.sleep(20)
  process.send?.('publishing')
})
process.on('disconnect', () => {
  stop.abort()
  setTimeout(() => process.exit(0), 200)
})
process.send?.('ready')
