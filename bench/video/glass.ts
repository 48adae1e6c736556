// Glass to glass: ffmpeg pushes its clock in the picture, headless Chromium with hls.js reads it back.
import { openBrowser } from '../../e2e/harness/browser.ts'
import { publishClock, readClock } from '../../e2e/harness/clock-publisher.ts'

const SETTLE_MS = 8_000

/** Ages of the pictures seen, sorted; null when this machine has no ffmpeg or no Chromium. */
export const measureGlass = async (
  push: string,
  play: string,
  page: string,
  seconds: number,
): Promise<readonly number[] | null> => {
  if (!Bun.which('ffmpeg') || !Bun.which('chromium')) return null
  const encoder = publishClock(push)
  const browser = await openBrowser()
  try {
    while ((await fetch(play)).status !== 200) await Bun.sleep(50)
    const tab = await browser.newPage()
    await tab.goto(`${page}?src=${encodeURIComponent(play)}`)
    await tab.waitForTimeout(SETTLE_MS)
    return await readClock(tab, '#picture', seconds * 1_000)
  } finally {
    await browser.close()
    await encoder.kill()
  }
}
