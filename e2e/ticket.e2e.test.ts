// A shop's customer comes to the room page with a ticket that the shop's server signed.
import { expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { openBrowser, openTab } from './harness/browser.ts'
import { openShop, signInAsOwner } from './harness/caller.ts'
import { APP, startServer } from './harness/server.ts'
import { soon } from './harness/soon.ts'

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** JWT HS256 (RFC 7519, RFC 7515 §3.1), as a merchant's server makes it in any language. */
const sign = (claims: object) => {
  const text = `${encode({ alg: 'HS256', typ: 'hawker-ticket+jwt' })}.${encode(claims)}`
  return `${text}.${createHmac('sha256', APP.secret).update(text).digest('base64url')}`
}

test('the room page signs a customer in by the ticket in its address, and takes it out of the address', async () => {
  await using server = await startServer()
  await openShop(await signInAsOwner(server), 'tea')
  const now = Math.floor(Date.now() / 1000)
  const ticket = sign({ aud: APP.id, sub: 'customer-17', name: 'Lin', iat: now, exp: now + 300 })
  const browser = await openBrowser()
  try {
    const { page, errors } = await openTab(browser, `${server.origin}/r/tea#ticket=${ticket}`)
    await page.locator('[data-testid=chat-input]').waitFor()
    await soon(() => page.url()).toBe(`${server.origin}/r/tea`)
    await page.locator('[data-testid=chat-input]').fill('hello from the shop')
    await page.locator('[data-testid=chat-send]').click()
    const line = page.locator('[data-testid=chat-line]', { hasText: 'hello from the shop' })
    await soon(() => line.textContent()).toContain('Lin')
    await soon(() => page.locator('[data-testid=name-input]').count()).toBe(0)
    expect(errors).toEqual([])
    expect(server.output()).not.toContain(ticket)
  } finally {
    await browser.close()
  }
}, 120_000)
