import { ByteReader } from '../bytes/reader.ts'
import { ByteWriter } from '../bytes/writer.ts'
import { MediaViolation } from '../violation.ts'

const DEPTH = 8
const STRING_BYTES = 4096
const VALUES = 1024

export type Amf = number | boolean | string | null | undefined | Amf[] | AmfObject
export interface AmfObject {
  [key: string]: Amf
}

export const isAmfObject = (value: Amf): value is AmfObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Decodes a run of AMF0 values (Adobe AMF0, 2.1), at most 8 deep, 1,024 in number. Throws violations. */
export function decodeAmf(bytes: Uint8Array): Amf[] {
  const reader = new ByteReader(bytes)
  let budget = VALUES

  const string = (length: number): string => {
    if (length > STRING_BYTES) throw new MediaViolation('too-large', `AMF string of ${length} bytes`)
    return reader.utf8(length)
  }

  const object = (depth: number): AmfObject => {
    const fields: AmfObject = Object.create(null)
    for (;;) {
      const key = string(reader.u16())
      if (key !== '') {
        fields[key] = value(depth)
        continue
      }
      if (reader.u8() === 0x09) return fields
      throw new MediaViolation('malformed', 'AMF object without its end')
    }
  }

  const array = (depth: number): Amf[] => {
    const count = reader.u32()
    if (count > budget || count > reader.left) throw new MediaViolation('too-many', `AMF array of ${count}`)
    return Array.from({ length: count }, () => value(depth))
  }

  const value = (depth: number): Amf => {
    if (depth > DEPTH) throw new MediaViolation('too-many', 'AMF nested too deeply')
    if (--budget < 0) throw new MediaViolation('too-many', 'AMF values')
    const type = reader.u8()
    switch (type) {
      case 0x00:
        return reader.f64()
      case 0x01:
        return reader.u8() !== 0
      case 0x02:
        return string(reader.u16())
      case 0x03:
        return object(depth + 1)
      case 0x05:
        return null
      case 0x06:
        return undefined
      case 0x08:
        reader.skip(4)
        return object(depth + 1)
      case 0x0a:
        return array(depth + 1)
      case 0x0b: {
        const epochMs = reader.f64()
        reader.skip(2)
        return epochMs
      }
      case 0x0c:
        return string(reader.u32())
      default:
        throw new MediaViolation('unsupported', `AMF0 type ${type}`)
    }
  }

  const values: Amf[] = []
  while (reader.left > 0) values.push(value(1))
  return values
}

/** Encodes values as AMF0 (Adobe AMF0, 2.1). */
export function encodeAmf(...values: Amf[]): Uint8Array {
  const writer = new ByteWriter()
  for (const value of values) put(writer, value)
  return writer.done()
}

/** An ECMA array (AMF0, 2.10), as `onMetaData` wants its facts. */
export function encodeEcmaArray(fields: AmfObject): Uint8Array {
  const writer = new ByteWriter()
  writer.u8(0x08).u32(Object.keys(fields).length)
  putFields(writer, fields)
  return writer.done()
}

function put(writer: ByteWriter, value: Amf): void {
  if (typeof value === 'number') writer.u8(0x00).f64(value)
  else if (typeof value === 'boolean') writer.u8(0x01).u8(value ? 1 : 0)
  else if (typeof value === 'string') writer.u8(0x02).utf8(value)
  else if (value === null) writer.u8(0x05)
  else if (value === undefined) writer.u8(0x06)
  else if (Array.isArray(value)) {
    writer.u8(0x0a).u32(value.length)
    for (const item of value) put(writer, item)
  } else putFields(writer.u8(0x03), value)
}

function putFields(writer: ByteWriter, fields: AmfObject): void {
  for (const [key, value] of Object.entries(fields)) {
    writer.utf8(key)
    put(writer, value)
  }
  writer.u16(0).u8(0x09)
}
