/**
 * One audio or video message as RTMP carries it and FLV stores it (Adobe FLV v10.1, E.4.1).
 * `timestampMs` is the sender's own clock, 32 bits, wrapping; `payload` begins with the codec byte.
 */
export interface MediaTag {
  type: 'audio' | 'video'
  timestampMs: number
  payload: Uint8Array
}
