// An answer that the server has given and the page does not hear before a test lets it: what is slow now and then, for sure.
import type { Page, Request, Route } from 'playwright-core'

export interface HeldAnswer {
  /** The server has answered. */
  readonly given: Promise<void>
  /** Now the page hears it; resolves once it has, and has shown what came of it. */
  release(): Promise<void>
}

/** Holds every answer to such a request until it is released; those after it pass. */
export const holdAnswer = async (page: Page, method: string, path: RegExp): Promise<HeldAnswer> => {
  const given = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const held: Promise<void>[] = []
  let isOver = false
  const hold = async (route: Route) => {
    const response = await route.fetch()
    given.resolve()
    await released.promise
    await route.fulfill({ response })
  }
  await page.route(path, (route) => {
    if (isOver || route.request().method() !== method) return route.fallback()
    const one = hold(route)
    held.push(one)
    return one
  })
  const release = async () => {
    isOver = true
    released.resolve()
    await Promise.all(held)
    // What is asked for after it is heard after it, and two frames later it is in the page.
    await page.evaluate(async () => {
      await (await fetch('/healthz')).text()
      for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
    })
  }
  return { given: given.promise, release }
}

/** Does it, and if that is asked of the server at once, waits until it is answered: before what is held. */
export const answeredFirst = async (page: Page, path: RegExp, act: () => Promise<unknown>): Promise<void> => {
  const asked: Request[] = []
  const hear = (request: Request) => path.test(request.url()) && asked.push(request)
  page.on('request', hear)
  await act()
  // Whatever was asked before this is known once it is answered.
  await page.evaluate(async () => void (await (await fetch('/healthz')).text()))
  page.off('request', hear)
  await Promise.all(asked.map((request) => request.response()))
}
