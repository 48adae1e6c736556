// The runtime's own WebSocket: browsers, Bun, Node 22 and newer.
import { canInflate, Inbox } from './inflate.ts'
import type { OpenTransport } from './transport.ts'

/** Closed without a code of its own: the network went away. */
const ABNORMAL = 1006

/** `https://shop.example` → `wss://shop.example/socket`; a page may leave the base empty. */
export const socketUrl = (baseUrl: string): string => {
  const url = new URL('/socket', baseUrl === '' ? globalThis.location?.href : baseUrl)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/** Opens WebSockets to one address. */
export const webSocketTransport =
  (url: string): OpenTransport =>
  (listener) => {
    const socket = new WebSocket(url)
    let listening = true
    const ended = (code: number) => {
      if (!listening) return
      listening = false
      listener.closed(code)
    }
    const inbox = new Inbox(
      (text) => listening && listener.received(text),
      () => {
        // What garbled one message may have garbled others: begin again on a new line.
        ended(ABNORMAL)
        socket.close()
      },
    )
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => listening && listener.opened()
    socket.onmessage = ({ data }) => inbox.message(data)
    socket.onerror = () => {}
    socket.onclose = ({ code }) => inbox.after(() => ended(code || ABNORMAL))
    return {
      inflates: canInflate(),
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text)
      },
      close: () => {
        listening = false
        socket.close()
      },
    }
  }
