// A bare socket of a room, for what pages and the SDK would mend: it neither comes back nor asks again.
import { PROTOCOL_VERSION } from '@hawker/protocol'
import type { Caller } from './caller.ts'
import type { RunningServer } from './server.ts'

export interface Visit {
  readonly socket: WebSocket
  /** How it ended; null while it is open. */
  closed: number | null
  /** Says a line; answers null when it was taken, else the refusal's code, or `closed`. */
  say(text: string): Promise<string | null>
}

export const visit = async (server: RunningServer, room: string, who: Caller | null): Promise<Visit> => {
  const asked = who && (await who.call<{ ticket: string }>('POST', `/api/rooms/${room}/ticket`, {}))
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/socket`, {
    headers: { origin: server.origin },
  } as never)
  const answers = new Map<number, (code: string | null) => void>()
  let lastRef = 0
  const made: Visit = {
    socket,
    closed: null,
    say: (text) =>
      new Promise((answered) => {
        if (made.closed !== null) return answered('closed')
        const ref = ++lastRef
        answers.set(ref, answered)
        socket.send(JSON.stringify({ type: 'chat.say', ref, text }))
      }),
  }
  await new Promise<void>((welcomed, failed) => {
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, room, ticket: asked?.ticket }))
    socket.onmessage = ({ data }) => {
      const { type, ref, code } = JSON.parse(String(data))
      if (type === 'welcome') welcomed()
      if (type === 'reply' || type === 'refused') answers.get(ref)?.(code ?? null)
    }
    socket.onclose = ({ code }) => {
      made.closed = code
      for (const answered of answers.values()) answered('closed')
      failed(new Error(`closed with ${code}`))
    }
  })
  return made
}
