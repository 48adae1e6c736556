// How long a picture takes from leaving the encoder to lying in a part that a player holds.

import { testEncoder } from '../../packages/server/src/live/testing-encoder.ts'
import { endlessTags } from '../../scripts/demo/publisher.ts'
import { FRAME_MS, syntheticClip } from './clip.ts'

export interface PartDelay {
  /** Of the oldest picture in each part: it waited for the whole part. */
  readonly oldestMs: readonly number[]
  readonly holdBackMs: number
}

const PART = /#EXT-X-PART:DURATION=([\d.]+),URI="part-(\d+)\.(\d+)-[^"]*"/g

export const measurePartDelay = async (push: string, play: string, seconds: number): Promise<PartDelay> => {
  const clip = syntheticClip(1_000_000)
  const encoder = await testEncoder(push)
  if (encoder.answer !== 'ready') throw new Error(encoder.answer)
  encoder.send(clip.headers)
  const tags = endlessTags(clip)
  const beganAt = performance.now()
  const sending = setInterval(() => encoder.send([...tags.upTo(performance.now() - beganAt)]), 5)

  const oldestMs: number[] = []
  let holdBackMs = 0
  let heldMs = 0
  let query = ''
  let seen = ''
  while (performance.now() - beganAt < seconds * 1_000) {
    const answer = await fetch(`${play}${query}`)
    if (answer.status !== 200) continue
    const text = await answer.text()
    holdBackMs = Number(/PART-HOLD-BACK=([\d.]+)/.exec(text)?.[1]) * 1_000
    const parts = [...text.matchAll(PART)]
    for (const part of parts.slice(parts.findIndex(([, , msn, index]) => `${msn}.${index}` === seen) + 1)) {
      const uri = /URI="([^"]+)"/.exec(part[0])![1]!
      await (await fetch(new URL(uri, play))).bytes()
      // The first answer brings a second's worth at once; only parts that were waited for say anything.
      const frame = Math.round(heldMs / FRAME_MS)
      if (query !== '') oldestMs.push(performance.now() - beganAt - frame * FRAME_MS)
      heldMs += Number(part[1]) * 1_000
      seen = `${part[2]}.${part[3]}`
    }
    const [, msn, index] = /PRELOAD-HINT:TYPE=PART,URI="part-(\d+)\.(\d+)-/.exec(text) ?? []
    query = `?_HLS_msn=${msn}&_HLS_part=${index}`
  }
  clearInterval(sending)
  encoder.kill()
  return { oldestMs: oldestMs.sort((a, b) => a - b), holdBackMs }
}
