// What moves while a gift is shown, read out of a file: its measure, and the bytes that are kept of it.
import { EFFECT_LASTS_MAX_MS, type GiftEffect } from '@hawker/protocol'

export const EFFECT_SIDE_MAX_PX = 2_048
/** Of one play: sixty pictures a second for three seconds, and some. */
export const EFFECT_FRAMES_MAX = 200
/** Of all frames together, as they are unpacked: what a telephone can in the time they are shown. */
export const EFFECT_PIXELS_MAX = 200_000_000

/** Browsers show a picture that is to stay for 10 ms or less as long as this. */
const HASTY_MS = 10
const HASTY_SHOWN_MS = 100

export interface EffectFile extends Omit<GiftEffect, 'url'> {
  /** Written by us: nothing of the upload is in them but the picture. */
  readonly bytes: Uint8Array
}

export interface Frame {
  readonly widthPx: number
  readonly heightPx: number
  readonly durationMs: number
}

export const BROKEN = 'This file is not whole.'
export const STILL = 'This picture does not move: give it to the gift as its picture.'
export const MORE_BEHIND = 'Something else stands behind the end of this file.'

/** How long a frame of a picture stays, as browsers have it. */
export const shownFor = (durationMs: number): number => (durationMs <= HASTY_MS ? HASTY_SHOWN_MS : durationMs)

interface Size {
  readonly widthPx: number
  readonly heightPx: number
}

/** Whether a file that says it is so large is worth reading on; null: it is. */
export const sizeFault = ({ widthPx, heightPx }: Size): string | null => {
  if (widthPx < 1 || heightPx < 1) return BROKEN
  return widthPx > EFFECT_SIDE_MAX_PX || heightPx > EFFECT_SIDE_MAX_PX
    ? `An effect has at most ${EFFECT_SIDE_MAX_PX} px a side; this one has ${widthPx} × ${heightPx}.`
    : null
}

/** Whether so many frames are too many; null: they are not. */
export const framesFault = (count: number): string | null =>
  count > EFFECT_FRAMES_MAX ? `An effect has at most ${EFFECT_FRAMES_MAX} frames; this one has ${count}.` : null

/** How long all frames take, or why they are not taken. */
export const measure = (frames: readonly Frame[]): number | string => {
  const tooMany = framesFault(frames.length)
  if (tooMany !== null) return tooMany
  const pixels = frames.reduce((sum, { widthPx, heightPx }) => sum + widthPx * heightPx, 0)
  if (pixels > EFFECT_PIXELS_MAX) return 'This effect is too much for a phone: make it smaller, or with fewer frames.'
  const durationMs = Math.round(frames.reduce((sum, frame) => sum + frame.durationMs, 0))
  if (durationMs < 1) return BROKEN
  return durationMs > EFFECT_LASTS_MAX_MS
    ? `An effect lasts ${EFFECT_LASTS_MAX_MS / 1_000} seconds at most; this one ${(durationMs / 1_000).toFixed(1)}.`
    : durationMs
}

export const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to))

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const join = (parts: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
