// Calls the API as somebody: staff by password, a guest by name. Bearer tokens, so that no browser is needed.
import { ADMIN, type RunningServer } from './server.ts'

export interface Caller {
  readonly token: string | null
  /** Answers the parsed body of any 2xx; throws with status and body otherwise. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  /** Status and parsed body, whatever it is. */
  raw(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }>
}

export const callerOf = (server: RunningServer, token: string | null): Caller => {
  const raw: Caller['raw'] = async (method, path, body) => {
    const answer = await fetch(server.origin + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
  }
  return {
    token,
    raw,
    call: async <T>(method: string, path: string, body?: unknown) => {
      const answer = await raw(method, path, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body as T
    },
  }
}

export const signIn = async (server: RunningServer, who: { email: string; password: string }): Promise<Caller> => {
  const { token } = await callerOf(server, null).call<{ token: string }>('POST', '/api/session', {
    ...who,
    deliver: 'token',
  })
  return callerOf(server, token)
}

export const signInAsOwner = (server: RunningServer): Promise<Caller> => signIn(server, ADMIN)

export const becomeGuest = async (server: RunningServer, name: string): Promise<Caller> => {
  const { token } = await callerOf(server, null).call<{ token: string }>('POST', '/api/session/guest', {
    name,
    deliver: 'token',
  })
  return callerOf(server, token)
}

/** A live room with one product on its shelf: what most tests begin with. */
export const openShop = async (owner: Caller, room: string, stock = 10) => {
  await owner.call('POST', '/api/rooms', { id: room, title: 'Opening kiln No. 7' })
  const product = await owner.call<{ productId: string; skuIds: string[] }>('POST', '/api/products', {
    title: 'Rain-glaze teapot, 320 ml',
    currency: 'USD',
    listPriceMinor: 6400,
    skus: [{ label: '', priceMinor: 4800, stock }],
  })
  await owner.call('PUT', `/api/rooms/${room}/shelf`, { items: [{ productId: product.productId, number: 3 }] })
  for (const status of ['scheduled', 'live']) await owner.call('POST', `/api/rooms/${room}/status`, { status })
  return { productId: product.productId, skuId: product.skuIds[0] ?? '' }
}
