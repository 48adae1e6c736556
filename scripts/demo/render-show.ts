// Draws the demo show: art/show.html frame by frame in Chromium, a tune from numbers, H.264 + AAC by ffmpeg → show.flv.
// Only for whoever changes the drawing; the result is in the repository. Needs Chromium and ffmpeg.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const LOOP_S = 30
const FPS = 24
const WIDTH = 540
const HEIGHT = 960
const SAMPLE_RATE = 44_100
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** A plucked string after Karplus and Strong: a burst of noise in a delay line that loses its highs. */
const pluck = (out: Float32Array, atS: number, hertz: number, gain: number, chance: () => number) => {
  const period = Math.round(SAMPLE_RATE / hertz)
  const line = Float32Array.from({ length: period }, () => chance() * 2 - 1)
  let at = Math.round(atS * SAMPLE_RATE)
  for (let n = 0; n < SAMPLE_RATE * 2.6; n++) {
    const i = n % period
    const sample = line[i] ?? 0
    line[i] = 0.4985 * (sample + (line[(i + 1) % period] ?? 0))
    out[at % out.length] = (out[at % out.length] ?? 0) + sample * gain
    at++
  }
}

/** Thirty seconds of a slow pentatonic tune that runs into its own beginning. */
const tune = (): Buffer => {
  const out = new Float32Array(LOOP_S * SAMPLE_RATE)
  let seed = 7
  const chance = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 4294967296
  }
  const scale = [196, 220, 261.63, 293.66, 329.63, 392, 440, 523.25]
  let step = 3
  for (let beat = 0; beat < LOOP_S / 0.625; beat++) {
    step = Math.max(0, Math.min(scale.length - 1, step + Math.floor(chance() * 5) - 2))
    if (beat % 8 === 7) continue
    pluck(out, beat * 0.625, scale[step] ?? 220, 0.22, chance)
    if (beat % 4 === 0) pluck(out, beat * 0.625, (scale[step % 3] ?? 196) / 2, 0.26, chance)
  }
  const pcm = Buffer.alloc(out.length * 2)
  out.forEach((v, i) => void pcm.writeInt16LE(Math.round(Math.max(-1, Math.min(1, v)) * 30_000), i * 2))
  return pcm
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } })
await page.goto(`file://${here('art/show.html')}`)

const pcmPath = `${process.env.TMPDIR ?? '/tmp'}/hawker-tune-${process.pid}.pcm`
await Bun.write(pcmPath, tune())
const encoder = spawn(
  'ffmpeg',
  // biome-ignore format: one option and its value per pair
  ['-y', '-loglevel', 'error', '-f', 'image2pipe', '-c:v', 'mjpeg', '-r', `${FPS}`, '-i', 'pipe:0',
    '-f', 's16le', '-ar', `${SAMPLE_RATE}`, '-ac', '1', '-i', pcmPath,
    '-c:v', 'libx264', '-profile:v', 'main', '-preset', 'veryslow', '-bf', '0', '-g', `${FPS}`, '-keyint_min', `${FPS}`, '-sc_threshold', '0',
    '-pix_fmt', 'yuv420p', '-b:v', '620k', '-maxrate', '760k', '-bufsize', '760k',
    '-c:a', 'aac', '-b:a', '64k', '-ac', '1', '-t', `${LOOP_S}`, '-f', 'flv', '-flvflags', 'no_duration_filesize', here('show.flv')],
  { stdio: ['pipe', 'inherit', 'inherit'] },
)
for (let n = 0; n < LOOP_S * FPS; n++) {
  await page.evaluate((t) => (globalThis as unknown as { pose(t: number): void }).pose(t), n / FPS)
  const shot = await page.screenshot({ type: 'jpeg', quality: 93 })
  if (!encoder.stdin.write(shot)) await new Promise((done) => encoder.stdin.once('drain', done))
}
encoder.stdin.end()
await new Promise((done) => encoder.once('exit', done))
await browser.close()
