const DEFAULT_PORT = 1935

export interface RtmpTarget {
  /** The whole address, as in `rtmp://host:1935/live/name?txSecret=…`. */
  address: string
  host: string
  port: number
  app: string
  /** With its query: that is what `publish` carries. */
  name: string
}

/** Splits `rtmp://host[:port]/app/name[?query]`; undefined when it is no such address. */
export function parseRtmpAddress(address: string): RtmpTarget | undefined {
  const match = /^rtmp:\/\/(\[[0-9a-fA-F:.]+\]|[^/:?#@\s]+)(?::(\d{1,5}))?\/([^?\s]+)\/([^/?\s]+(?:\?\S*)?)$/.exec(
    address,
  )
  if (!match) return undefined
  const port = match[2] === undefined ? DEFAULT_PORT : Number(match[2])
  if (port < 1 || port > 65_535) return undefined
  return { address, host: match[1]!.replace(/^\[|\]$/g, ''), port, app: match[3]!, name: match[4]! }
}
