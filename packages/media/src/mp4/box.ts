/**
 * A box of ISO/IEC 14496-12, 4.2, as a plain value: its own bytes, then its children. Small functions named after the
 * box make them; `writeBoxes` turns trees into bytes, in one buffer of the right size.
 */
export interface Box {
  type: string
  contents: readonly (Uint8Array | readonly number[])[]
  children: readonly Box[]
}

const HEAD_BYTES = 8

export const box = (type: string, contents: Box['contents'] = [], children: Box['children'] = []): Box => ({
  type,
  contents,
  children,
})

/** A box with version and flags (4.2.2). */
export const fullBox = (
  type: string,
  version: number,
  flags: number,
  contents: Box['contents'] = [],
  children: Box['children'] = [],
): Box => box(type, [[version, ...u24(flags)], ...contents], children)

export const u16 = (value: number) => [(value >>> 8) & 0xff, value & 0xff]
export const u24 = (value: number) => [(value >>> 16) & 0xff, ...u16(value)]
export const u32 = (value: number) => [(value >>> 24) & 0xff, ...u24(value)]
export const u64 = (value: number) => [...u32(Math.floor(value / 2 ** 32)), ...u32(value)]
/** 16.16 fixed point. */
export const fixed = (value: number) => u32(value * 0x10000)
export const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0))
export const zeros = (count: number) => new Uint8Array(count)

export function sizeOf(tree: Box): number {
  let size = HEAD_BYTES
  for (const content of tree.contents) size += content.length
  for (const child of tree.children) size += sizeOf(child)
  return size
}

/** Writes `tree` into `into` at `at`; answers where it ends. */
export function writeBox(tree: Box, into: Uint8Array, at: number): number {
  let end = at + HEAD_BYTES
  for (const content of tree.contents) {
    into.set(content, end)
    end += content.length
  }
  for (const child of tree.children) end = writeBox(child, into, end)
  into.set(u32(end - at), at)
  for (let i = 0; i < 4; i++) into[at + 4 + i] = tree.type.charCodeAt(i)
  return end
}

export function writeBoxes(trees: readonly Box[]): Uint8Array {
  const bytes = new Uint8Array(trees.reduce((size, tree) => size + sizeOf(tree), 0))
  trees.reduce((at, tree) => writeBox(tree, bytes, at), 0)
  return bytes
}
