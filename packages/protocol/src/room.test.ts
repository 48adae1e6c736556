import { describe, expect, test } from 'bun:test'
import { changeRoom, createRoom } from './api/rooms.ts'

/** Three bytes of UTF-8. */
const HAN = '窯'

/** The last length that is taken, in Latin and in Chinese. */
const LIMITS = { title: 30, introduction: 240, coverUrl: 100, announcement: 300 } as const

describe('S9 S25 what a room says of itself is counted in bytes', () => {
  const takes = ({ body }: typeof changeRoom | typeof createRoom, value: object) => body?.safeParse(value).success
  test.each(Object.entries(LIMITS))('%s: %d bytes are taken, one more is not', (field, max) => {
    const tail = 'a'.repeat(max % 3)
    expect(takes(changeRoom, { [field]: 'a'.repeat(max) })).toBe(true)
    expect(takes(changeRoom, { [field]: 'a'.repeat(max + 1) })).toBe(false)
    expect(takes(changeRoom, { [field]: HAN.repeat(Math.floor(max / 3)) + tail })).toBe(true)
    expect(takes(changeRoom, { [field]: `${HAN.repeat(Math.floor(max / 3))}${tail}a` })).toBe(false)
  })

  test('a new room has the same limits, and a title', () => {
    expect(takes(createRoom, { title: HAN.repeat(10), introduction: HAN.repeat(80) })).toBe(true)
    for (const title of ['', '  ', `${HAN.repeat(10)}a`]) expect(takes(createRoom, { title })).toBe(false)
    expect(takes(createRoom, { title: 'a', introduction: `${HAN.repeat(80)}a` })).toBe(false)
    expect(takes(createRoom, { title: 'a', coverUrl: 'a'.repeat(101) })).toBe(false)
  })
})
