// ffmpeg pushes a picture that carries its own clock: a strip of 48 black and white blocks, 40 bits of milliseconds and
// an 8 bit check. Whoever sees the picture can read how old it is.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Page } from 'playwright-core'

const WIDTH = 480
const HEIGHT = 854
const STRIP = 32
const FPS = 25
const BLOCKS = 48

export interface ClockPublisher {
  /** Ends ffmpeg at once, as a lost uplink would. */
  kill(): Promise<void>
  /** It has ended, by itself or killed: nobody is at the other end. */
  isOver(): boolean
  stderr(): string
}

const writeStrip = (strip: Buffer, nowMs: number) => {
  const clock = BigInt(nowMs) & 0xff_ffff_ffffn
  let check = 0n
  for (let i = 0n; i < 5n; i++) check ^= (clock >> (8n * i)) & 255n
  const word = (clock << 8n) | check
  const block = WIDTH / BLOCKS
  for (let i = 0; i < BLOCKS; i++) {
    const light = (word >> BigInt(BLOCKS - 1 - i)) & 1n ? 235 : 16
    strip.fill(light, i * block, (i + 1) * block)
  }
  for (let y = 1; y < STRIP; y++) strip.copy(strip, y * WIDTH, 0, WIDTH)
}

/** Publishes to an RTMP address until killed. */
export const publishClock = (url: string): ClockPublisher => {
  // biome-ignore format: one option and its value per pair
  const args = ['-hide_banner', '-loglevel', 'error', '-probesize', '32', '-analyzeduration', '0',
    '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${WIDTH}x${STRIP}`, '-r', `${FPS}`, '-i', 'pipe:0',
    '-f', 'lavfi', '-i', `testsrc2=s=${WIDTH}x${HEIGHT}:r=${FPS}`, '-f', 'lavfi', '-i', 'sine=f=440:r=48000,volume=0.1',
    '-filter_complex', '[0:v]format=yuv420p[clock];[1:v][clock]overlay=0:0:shortest=1[picture]', '-map', '[picture]', '-map', '2:a',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-threads', '1', '-pix_fmt', 'yuv420p',
    '-g', `${FPS}`, '-keyint_min', `${FPS}`, '-sc_threshold', '0', '-b:v', '1000k', '-maxrate', '1000k', '-bufsize', '500k',
    '-c:a', 'aac', '-b:a', '64k', '-ar', '48000', '-flush_packets', '1', '-f', 'flv', url]
  const ffmpeg: ChildProcess = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  ffmpeg.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000)
  })
  ffmpeg.stdin?.on('error', () => {})
  const strip = Buffer.alloc(WIDTH * STRIP)
  const startedAt = performance.now()
  let frames = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const tick = () => {
    writeStrip(strip, Date.now())
    ffmpeg.stdin?.write(Buffer.from(strip))
    frames++
    timer = setTimeout(tick, Math.max(0, startedAt + (frames * 1000) / FPS - performance.now()))
  }
  tick()
  ffmpeg.once('exit', () => clearTimeout(timer))
  const isOver = () => ffmpeg.exitCode !== null || ffmpeg.signalCode !== null
  return {
    stderr: () => said,
    isOver,
    kill: () =>
      new Promise((done) => {
        clearTimeout(timer)
        if (isOver()) return done()
        ffmpeg.once('exit', () => done())
        ffmpeg.kill('SIGKILL')
      }),
  }
}

/** Reads the clock out of the page's video for a while; answers the ages of the frames seen, in ms, sorted. */
export const readClock = (page: Page, videoSelector: string, forMs: number): Promise<number[]> =>
  page.evaluate(
    async ({ selector, forMs, width, blocks }) => {
      const video = document.querySelector<HTMLVideoElement>(selector)
      if (video === null) throw new Error('no video')
      const canvas = document.createElement('canvas')
      canvas.width = width
      canvas.height = 8
      const pen = canvas.getContext('2d', { willReadFrequently: true })
      const ages: number[] = []
      const until = performance.now() + forMs
      await new Promise<void>((done) => {
        const look = () => {
          if (pen !== null && video.videoWidth > 0) {
            pen.drawImage(video, 0, 8, video.videoWidth, 16, 0, 0, width, 8)
            const row = pen.getImageData(0, 4, width, 1).data
            let word = 0n
            for (let i = 0; i < blocks; i++) {
              const x = Math.floor(((i + 0.5) * width) / blocks)
              word = (word << 1n) | ((row[x * 4] ?? 0) > 125 ? 1n : 0n)
            }
            const clock = word >> 8n
            let check = 0n
            for (let i = 0n; i < 5n; i++) check ^= (clock >> (8n * i)) & 255n
            if (check === (word & 255n)) ages.push(Number((BigInt(Date.now()) & 0xff_ffff_ffffn) - clock))
          }
          if (performance.now() > until) done()
          else setTimeout(look, 40)
        }
        look()
      })
      return ages.sort((a, b) => a - b)
    },
    { selector: videoSelector, forMs, width: WIDTH, blocks: BLOCKS },
  )

export const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.floor((sorted.length - 1) * p)] ?? Number.NaN
