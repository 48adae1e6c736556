// Everything a live room does, through its pages: two phones, an assistant's and an owner's desk, two processes and Redis.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { CLOSE, PROTOCOL_VERSION } from '@hawker/protocol'
import { type Hawker, isRefusal, type Room } from '@hawker/sdk'
import type { Browser, Locator } from 'playwright-core'
import { startRedis, type TestRedis } from '../packages/server/src/bus/testing.ts'
import { openBrowser, openTab, shoot, type Tab } from './harness/browser.ts'
import { becomeGuest, type Caller, signIn, signInAsOwner } from './harness/caller.ts'
import { joinAsGuest } from './harness/crowd.ts'
import { actOn, deskLineOf, inHead, openDesk } from './harness/desk.ts'
import { linesOf } from './harness/reads.ts'
import { ADMIN, type RunningServer, startServer, workersOf } from './harness/server.ts'
import { visit } from './harness/socket.ts'
import { soon, until, within } from './harness/soon.ts'
import { at, lineOf, say } from './harness/viewer-page.ts'

const ROOM = 'whole'
const OTHER_ROOM = 'other'
const ASSISTANT = { email: 'yu@shop.example', password: 'the-assistants-password' }
const SHOWN_MS = 30_000
const LIMIT_MS = 120_000
/** The gateway's limit of sockets a user. */
const SOCKETS_A_USER = 10
const CROWD = 60
/** Sockets of one person, over both processes. */
const SITTING = 8
/** Threat G3. */
const HOLDS_WITHIN_MS = 2_000
/** Threat G15. */
const COUNTED_WITHIN_MS = 20_000
const COUNT_EVERY_MS = 250
/** Within the rate of one person. */
const SPEAK_EVERY_MS = 400

let redis: TestRedis
let server: RunningServer
let owner: Caller
let browser: Browser
let ann: Tab
let ben: Tab
let assistant: Tab
let boss: Tab
/** A guest without a page: what the server says to those who do not keep to what the page shows. */
let dora: { hawker: Hawker; room: Room }
const tabs: Tab[] = []
const rooms: Room[] = []

const enter = async () => {
  const tab = await openTab(browser, `${server.origin}/r/${ROOM}`)
  tabs.push(tab)
  await tab.page.locator(at('chat-input')).waitFor()
  return tab
}
const join = async (name: string, room = ROOM) => {
  const guest = await joinAsGuest(server.origin, room, name)
  rooms.push(guest.room)
  return guest
}
const shown = (locator: Locator) => locator.first().waitFor({ timeout: SHOWN_MS })
const connected = ({ page }: Tab) =>
  page.locator(`${at('connection')}[data-state=open]`).waitFor({ state: 'attached', timeout: SHOWN_MS })
const gone = (locator: Locator) => locator.first().waitFor({ state: 'detached', timeout: SHOWN_MS })
const refusalOf = (answer: unknown): string | null => (isRefusal(answer) ? answer.refused : null)
/** Both phones show it. */
const toBoth = (find: (tab: Tab) => Locator) => Promise.all([ann, ben].map((tab) => shown(find(tab))))

beforeAll(async () => {
  redis = await startRedis()
  server = await startServer({ REDIS_URL: redis.url, WORKERS: '2' })
  owner = await signInAsOwner(server)
  const add = (email: string, name: string, role: string, password: string) =>
    owner.call<{ id: string }>('POST', '/api/staff', { email, name, role, password })
  const host = await add('mei@shop.example', 'Mei', 'host', 'the-hosts-own-password')
  await add(ASSISTANT.email, 'Yu', 'assistant', ASSISTANT.password)
  for (const id of [ROOM, OTHER_ROOM]) {
    await owner.call('POST', '/api/rooms', { id, title: `Kiln, ${id}`, hostId: host.id })
    for (const status of ['scheduled', 'live']) await owner.call('POST', `/api/rooms/${id}/status`, { status })
  }
  browser = await openBrowser()
  ;[ann, ben, assistant, boss] = await Promise.all([
    enter(),
    enter(),
    openDesk(browser, server, ROOM, ASSISTANT),
    openDesk(browser, server, ROOM, ADMIN),
  ])
  tabs.push(assistant, boss)
  dora = await join('Dora')
}, 120_000)

afterAll(async () => {
  for (const room of rooms) room.leave()
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await redis?.stop()
}, LIMIT_MS)

describe('a whole room', () => {
  test(
    'who speaks on one phone is heard on the other and at both desks',
    async () => {
      await say(ann.page, 'hello from Ann', 'Ann')
      await say(ben.page, 'hello from Ben', 'Ben')
      for (const text of ['hello from Ann', 'hello from Ben']) {
        await toBoth(({ page }) => lineOf(page, text))
        await Promise.all([assistant, boss].map(({ page }) => shown(deskLineOf(page, text))))
      }
      await shoot('01-said', ann, ben, assistant, boss)
      // The console stays within its window.
      const overflow = () => document.documentElement.scrollHeight - window.innerHeight
      await soon(() => assistant.page.evaluate(overflow)).toBe(0)
    },
    LIMIT_MS,
  )

  test(
    'announcement and introduction change before the eyes of the viewers',
    async () => {
      const { page } = assistant
      await page.locator(at('announcement-input')).fill('The kiln opens at eight')
      await page.locator(at('announcement-save')).click()
      await toBoth(({ page }) => page.locator(at('announcement'), { hasText: 'The kiln opens at eight' }))
      await page.locator(at('settings-open')).click()
      await page.locator(at('settings-introduction')).fill('Fired for three days with pine')
      await page.locator(at('settings-save')).click()
      await gone(page.locator(at('settings-save')))
      await ann.page.locator(at('announcement')).click()
      await shown(ann.page.locator(at('about-sheet'), { hasText: 'Fired for three days with pine' }))
      await shoot('02-about', ann, assistant)
      await ann.page.keyboard.press('Escape')
      await gone(ann.page.locator(at('about-sheet')))
    },
    LIMIT_MS,
  )

  test(
    'slow mode counts down in the input, and the server holds who does not wait',
    async () => {
      const { page } = assistant
      const slow = page.getByRole('slider')
      await inHead(page, 'rules-open', 'rules', async () => {
        await slow.focus()
        for (let i = 0; i < 6; i++) await slow.press('ArrowRight')
        await shown(page.locator(`${at('rule-chips')} [data-rule=slow]`, { hasText: '30' }))
        await shoot('03-rules', assistant)
      })
      await until('slow mode told', () => dora.room.state.room?.policy.slowModeS === 30)
      await say(ann.page, 'one line a while')
      await ann.page.locator(at('chat-input')).fill('and one more')
      await shown(ann.page.locator(`${at('chat-send')}[data-slow]:disabled`))
      await shoot('03-slow', ann)
      await ann.page.locator(at('chat-input')).fill('')
      expect(refusalOf(await dora.room.say('first'))).toBeNull()
      const second = await dora.room.say('second')
      expect(refusalOf(second)).toBe('slow-mode')
      console.log(`slow mode: the server says ${JSON.stringify(second)}`)
      await inHead(page, 'rules-open', 'rules', async () => {
        await slow.focus()
        await slow.press('Home')
        await gone(page.locator(`${at('rule-chips')} [data-rule=slow]`))
      })
    },
    LIMIT_MS,
  )

  test(
    'with everybody muted only staff speak: the input says so and the server refuses',
    async () => {
      const { page } = assistant
      const blocked = ({ page }: Tab) => page.locator(`${at('chat-blocked')}[data-reason=muted-all]`)
      const mutedAll = page.locator(at('rule-muted-all'))
      await inHead(page, 'rules-open', 'rules', () => mutedAll.click())
      await toBoth(blocked)
      expect(refusalOf(await dora.room.say('anybody?'))).toBe('muted')
      await page.locator(at('console-chat-input')).fill('a quiet moment, please')
      await page.locator(at('console-chat-send')).click()
      await toBoth(({ page }) => lineOf(page, 'a quiet moment, please'))
      await shoot('04-muted-all', ann, assistant)
      await inHead(page, 'rules-open', 'rules', () => mutedAll.click())
      await Promise.all([ann, ben].map((tab) => gone(blocked(tab))))
      expect(refusalOf(await dora.room.say('thank you'))).toBeNull()
    },
    LIMIT_MS,
  )

  test(
    'with followers only, one tap follows and opens the input; who does not follow is refused',
    async () => {
      const { page } = assistant
      const speakers = (word: string) =>
        inHead(page, 'rules-open', 'rules', () =>
          page.locator(at('rules')).getByText(word, { exact: true }).first().click(),
        )
      await speakers('Followers')
      const blocked = ({ page }: Tab) => page.locator(`${at('chat-blocked')}[data-reason=followers]`)
      await toBoth(blocked)
      expect(refusalOf(await dora.room.say('I do not follow'))).toBe('followers-only')
      await shoot('05-followers', ann, assistant)
      await blocked(ann).click()
      await shown(ann.page.locator(at('chat-input')))
      await say(ann.page, 'I follow now')
      await toBoth(({ page }) => lineOf(page, 'I follow now'))
      await speakers('Everyone')
      await gone(blocked(ben))
    },
    LIMIT_MS,
  )

  test(
    'muted from his line, Ben reads until when; lifted and undone, he speaks again',
    async () => {
      const blocked = ben.page.locator(`${at('chat-blocked')}[data-reason=muted]`)
      await actOn(assistant.page, 'hello from Ben', 'act-mute')
      await shoot('06-mute-menu', assistant)
      await assistant.page.locator(at('mute-600')).click()
      await shown(blocked)
      await blocked.click()
      await shown(ben.page.locator(at('speak-sheet'), { hasText: /until .*\d/ }))
      await shoot('06-muted', ben, assistant)
      await ben.page.keyboard.press('Escape')
      await gone(ben.page.locator(at('speak-sheet')))
      await assistant.page.locator(at('tab-here')).click()
      await assistant.page.locator(at('here-muted')).click()
      await assistant.page.locator(at('lift')).click()
      await gone(blocked)
      await shoot('06-lifted', ben, assistant)

      await actOn(assistant.page, 'hello from Ben', 'act-mute')
      await Promise.all([
        shown(blocked),
        assistant.page
          .locator(at('mute-3600'))
          .click()
          // That of the lifting stands there a moment longer.
          .then(() => assistant.page.locator(at('undo-bar'), { hasText: 'is muted' }).locator(at('undo')).click()),
      ])
      await gone(blocked)
      await say(ben.page, 'Ben is back')
      await toBoth(({ page }) => lineOf(page, 'Ben is back'))
    },
    LIMIT_MS,
  )

  test(
    'a line taken back vanishes everywhere, and who comes later never sees it',
    async () => {
      await say(ann.page, 'my number is 555 0100')
      await toBoth(({ page }) => lineOf(page, 'my number'))
      await actOn(assistant.page, 'my number', 'act-recall')
      await shoot('07-recall', assistant)
      await assistant.page.locator(at('confirm')).click()
      await Promise.all([ann, ben].map(({ page }) => gone(lineOf(page, 'my number'))))
      await Promise.all([assistant, boss].map(({ page }) => gone(deskLineOf(page, 'my number'))))
      const late = await enter()
      await shown(lineOf(late.page, 'Ben is back'))
      await soon(async () => (await linesOf(late.page)).includes('my number is 555 0100')).toBe(false)
      await soon(async () => (await late.page.content()).includes('555 0100')).toBe(false)
      await shoot('07-recalled', ann, late)
      await late.context.close()
    },
    LIMIT_MS,
  )

  test(
    'a comment is pinned above the chat of all, and taken down',
    async () => {
      const pinned = ({ page }: Tab) => page.locator(at('pinned-comment'), { hasText: 'I follow now' })
      await actOn(assistant.page, 'I follow now', 'act-pin')
      await toBoth(pinned)
      await shown(boss.page.locator(at('console-pinned')))
      await shoot('08-pinned', ann, assistant)
      await assistant.page.locator(at('unpin')).click()
      await Promise.all([ann, ben].map((tab) => gone(pinned(tab))))
    },
    LIMIT_MS,
  )

  test(
    'what the shop tells one room stands there, and a broadcast in all of them',
    async () => {
      const tell = async ({ page }: Tab, text: string, toAll: boolean) => {
        await page.locator(at('tell-open')).click()
        if (toAll) await page.getByText('All open rooms').click()
        await page.locator(at('tell-text')).fill(text)
        await page.locator(at('tell-send')).click()
        await page.locator(at('tell-send')).click()
      }
      const strip = (text: string) => toBoth(({ page }) => page.locator(at('shop-notice'), { hasText: text }))
      const elsewhere = await join('Emil', OTHER_ROOM)
      const heard: string[] = []
      elsewhere.room.on('notice.told', ({ text, broadcast }) => heard.push(`${text}, broadcast: ${broadcast}`))

      await Promise.all([strip('The last ten minutes'), tell(assistant, 'The last ten minutes', false)])
      await shoot('09-notice', ann, assistant)
      await Promise.all([strip('Free shipping tonight'), tell(boss, 'Free shipping tonight', true)])
      await shoot('09-broadcast', ann, boss)
      await until('the other room is told', () => heard.length > 0)
      expect(heard).toEqual(['Free shipping tonight, broadcast: true'])
      for (const { page } of [assistant, boss]) {
        await page.keyboard.press('Escape')
        await gone(page.locator(at('tell-text')))
      }
      for (const text of ['The last ten minutes', 'Free shipping tonight'])
        await toBoth(({ page }) => page.locator(at('chat-notice'), { hasText: text }))
    },
    LIMIT_MS,
  )

  test(
    'viewer and shop talk alone, each side sees what it has not read',
    async () => {
      const { page } = ann
      await page.locator(at('more')).click()
      await page.locator(at('ask')).click()
      await page.locator(at('ask-input')).fill('Is the cup dishwasher safe?')
      await page.locator(at('ask-send')).click()
      await shown(page.locator(at('ask-message'), { hasText: 'dishwasher' }))
      const badge = assistant.page.locator(`${at('tab-messages')} u`)
      await soon(() => badge.innerText()).toMatch(/^1/)
      await shoot('10-asked', ann, assistant)
      await page.keyboard.press('Escape')
      await gone(page.locator(at('ask-sheet')))

      await assistant.page.locator(at('tab-messages')).click()
      await assistant.page.locator(at('thread'), { hasText: 'Ann' }).click()
      await shown(assistant.page.locator(at('direct-message'), { hasText: 'dishwasher' }))
      await gone(badge)
      await assistant.page.locator(at('direct-input')).fill('It is, up to 70 °C.')
      await assistant.page.locator(at('direct-send')).click()
      await shown(page.locator(`${at('more')}[data-unread="1"]`))
      // What one of the staff has read, the shop has read.
      await gone(boss.page.locator(`${at('tab-messages')} u`))
      await shoot('10-answered', ann, assistant)
      await page.locator(at('more')).click()
      await page.locator(at('ask')).click()
      await shown(page.locator(at('ask-message'), { hasText: 'up to 70' }))
      await shoot('10-read', ann)
      await page.keyboard.press('Escape')
      await shown(page.locator(`${at('more')}[data-unread="0"]`))
      await gone(page.locator(at('ask-sheet')))
    },
    LIMIT_MS,
  )

  test(
    'who is here: staff and the newest members, for a viewer and at the desk',
    async () => {
      await ann.page.locator(at('viewer-count')).click()
      const member = (name: string) => ann.page.locator(at('member'), { hasText: name })
      for (const name of ['Ann', 'Ben', 'Dora', 'Yu']) await shown(member(name))
      await shoot('11-members', ann)
      await ann.page.keyboard.press('Escape')
      await gone(ann.page.locator(at('members-sheet')))
      await assistant.page.locator(at('tab-here')).click()
      await assistant.page.locator(at('here-members')).click()
      for (const name of ['Ann', 'Ben', 'Dora'])
        await shown(assistant.page.locator(`${at('list-members')} li`, { hasText: name }))
      await assistant.page.locator(at('here-staff')).click()
      await shown(assistant.page.locator(`${at('list-staff')} li`, { hasText: 'Yu' }))
      // Who works in the room does not watch it.
      await shown(ann.page.locator(`${at('viewer-count')}[data-viewers="3"]`))
      await shoot('11-here', assistant)
    },
    LIMIT_MS,
  )

  test(
    'put out, Ben may come back; banned, he may not before it is lifted',
    async () => {
      const left = (reason: string) => ben.page.locator(`${at('left-page')}[data-reason=${reason}]`)
      await actOn(assistant.page, 'Ben is back', 'act-more')
      await assistant.page.locator(at('act-kick')).click()
      await assistant.page.locator(at('confirm')).click()
      await shown(left('kicked'))
      await shoot('12-kicked', ben, assistant)
      await ben.page.locator(at('left-again')).click()
      await connected(ben)
      await say(ben.page, 'I shall behave')
      await shown(lineOf(ann.page, 'I shall behave'))

      await actOn(assistant.page, 'I shall behave', 'act-more')
      await assistant.page.locator(at('act-ban')).click()
      await shoot('12-ban', assistant)
      await assistant.page.locator(at('sanction-confirm')).click()
      await shown(left('banned'))
      await ben.page.reload()
      await shown(left('banned'))
      await shoot('12-banned', ben, assistant)
      await assistant.page.locator(at('tab-here')).click()
      await assistant.page.locator(at('here-banned')).click()
      await assistant.page
        .locator(`${at('sanction')}`, { hasText: 'Ben' })
        .locator(at('lift'))
        .click()
      await gone(assistant.page.locator(at('sanction')))
      await ben.page.reload()
      await connected(ben)
      await say(ben.page, 'thank you for that')
      await shown(lineOf(ann.page, 'thank you for that'))
      await assistant.page.locator(at('tab-here')).press('Home')
      await shown(assistant.page.locator(`${at('tab-chat')}[aria-selected=true]:focus`))
    },
    LIMIT_MS,
  )

  test(
    'a field, an attribute and a counter changed at the desk arrive in an app',
    async () => {
      await owner.call('POST', '/api/fields', {
        name: 'theme',
        of: 'room',
        types: { live: { read: 'anyone', write: 'assistant' } },
      })
      const { page } = boss
      await page.locator(at('settings-open')).click()
      // By keyboard: from the tab that is chosen to the one beside it.
      await page.locator(at('settings-facts')).press('ArrowRight')
      const field = page.locator(`${at('kept-value')}[data-name=theme] input`)
      await field.fill('rain')
      await field.press('Enter')
      await until('the field', () => dora.room.state.fields.theme === 'rain')
      const add = async (part: string, values: string[]) => {
        const inputs = page.locator(`${at(part)} form[aria-label] input`)
        for (const [i, value] of values.entries()) await inputs.nth(i).fill(value)
        await inputs.last().press('Enter')
        await shown(page.locator(`${at(part)} ${at('kept-value')}[data-name=${values[0]}]`))
      }
      await add('attributes', ['phase', 'opening'])
      await add('counters', ['votes', '41'])
      await page.getByRole('button', { name: 'votes plus one' }).click()
      await until('the attribute', () => dora.room.state.attributes.phase === 'opening')
      await until('the counter', () => dora.room.state.counters.votes === '42')
      await shoot('13-data', boss)
      await page.keyboard.press('Escape')
      const { fields, attributes, counters } = dora.room.state
      console.log(`an app in the room has ${JSON.stringify({ fields, attributes, counters })}`)
    },
    LIMIT_MS,
  )

  test(
    'under a flood the meter says how much of the chat gets through, and state still does',
    async () => {
      const crowd = await Promise.all(Array.from({ length: CROWD }, (_, i) => join(`Crowd ${i}`)))
      const meter = assistant.page.locator(at('meters'))
      let said = 0
      await until('the meter shows drops', async () => {
        await Promise.all(crowd.map(({ room }) => room.say(`line ${said++}`)))
        return (await meter.getAttribute('data-effect')) === 'chat'
      })
      await assistant.page.locator(at('announcement-input')).fill('Said in the middle of a flood')
      await assistant.page.locator(at('announcement-save')).click()
      await Promise.all(crowd.map(({ room }) => room.say(`line ${said++}`)))
      await toBoth(({ page }) => page.locator(at('announcement'), { hasText: 'middle of a flood' }))
      await shoot('14-flood', ann, assistant)
      const { classes, budgetPerSecond } = await owner.call<{
        classes: Record<string, { sent: number; dropped: number }>
        budgetPerSecond: number
      }>('GET', `/api/rooms/${ROOM}/meters`)
      console.log(`${said} lines at once: ${JSON.stringify(classes)}`)
      expect(budgetPerSecond).toBe(40)
      expect(classes.P2!.dropped).toBeGreaterThan(0)
      expect([classes.P0!.dropped, classes.P1!.dropped]).toEqual([0, 0])
      for (const { room } of crowd) room.leave()
      await until('the crowd has left', () => dora.room.state.viewers === 3)
    },
    LIMIT_MS,
  )

  test(
    'with Redis dead both desks say so and talk goes on; with it back the notice leaves and nothing said is missing',
    async () => {
      const trouble = ({ page }: Tab, is: string) => page.locator(`${at('degraded')}[data-trouble="${is}"]`)
      const both = (is: string) =>
        Promise.all([assistant, boss].map((tab) => trouble(tab, is).waitFor({ state: 'attached', timeout: SHOWN_MS })))
      await both('')
      await redis.kill9()
      const toldMs = await until('degraded', () => both('redis').then(() => true))
      await say(ann.page, 'is anybody there?')
      await shown(lineOf(ann.page, 'is anybody there?'))
      await shoot('15-degraded', ann, assistant)
      await redis.restart()
      const goneMs = await until('whole again', () => both('').then(() => true))
      console.log(`Redis dead: told after ${toldMs} ms; back: the notice left after ${goneMs} ms`)
      await toBoth(({ page }) => lineOf(page, 'is anybody there?'))
      await say(ben.page, 'here I am')
      await toBoth(({ page }) => lineOf(page, 'here I am'))
      await Promise.all([assistant, boss].map(({ page }) => shown(deskLineOf(page, 'here I am'))))
    },
    LIMIT_MS,
  )

  test(
    'opened once more than one may, the oldest page is told that it was replaced, and may come back',
    async () => {
      // The pages of one person over both processes, made by hand: ten players would only cost time.
      await ann.page.evaluate(
        async ({ room, version, count }) => {
          for (let i = 0; i < count; i++) {
            const asked = await fetch(`/api/rooms/${room}/ticket`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: '{}',
            })
            const { ticket } = await asked.json()
            const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/socket`)
            await new Promise((opened) => {
              socket.onmessage = opened
              socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', version, room, ticket }))
            })
          }
        },
        { room: ROOM, version: PROTOCOL_VERSION, count: SOCKETS_A_USER },
      )
      await shown(ann.page.locator(`${at('left-page')}[data-reason=replaced]`))
      await shoot('16-replaced', ann)
      await ann.page.locator(at('left-again')).click()
      await connected(ann)
      await say(ann.page, 'this is my page')
      await toBoth(({ page }) => lineOf(page, 'this is my page'))
    },
    LIMIT_MS,
  )

  test(
    'G3 signing out, a kick, a ban and a role taken away hold in both processes within two seconds',
    async () => {
      const { policy } = await owner.call<{ policy: { mutedAll: boolean } }>('PATCH', `/api/rooms/${OTHER_ROOM}`, {
        policy: { mutedAll: true },
      })
      expect(policy.mutedAll).toBe(true)
      const sitting = async (who: Caller) =>
        Promise.all(Array.from({ length: SITTING }, () => visit(server, OTHER_ROOM, who)))
      const idOf = async (who: Caller) =>
        (await who.call<{ you: { person: { id: string } } }>('GET', '/api/session')).you.person.id
      const took: string[] = []
      const holds = async (what: string, isSo: () => boolean | Promise<boolean>, everyMs?: number) =>
        took.push(`${what} ${await within(HOLDS_WITHIN_MS, what, isSo, everyMs)} ms`)

      const ends = {
        'signed out': { code: CLOSE.signedOut, act: (who: Caller) => who.call('DELETE', '/api/session') },
        kicked: {
          code: CLOSE.kicked,
          act: (_: Caller, user: string) => owner.call('POST', `/api/rooms/${OTHER_ROOM}/kicks`, { user }),
        },
        banned: {
          code: CLOSE.banned,
          act: (_: Caller, user: string) => owner.call('PUT', `/api/rooms/${OTHER_ROOM}/bans/${user}`, { seconds: 60 }),
        },
      }
      for (const [what, { code, act }] of Object.entries(ends)) {
        const guest = await becomeGuest(server, `Gone ${what}`)
        const user = await idOf(guest)
        const visits = await sitting(guest)
        await act(guest, user)
        await holds(what, () => visits.every(({ closed }) => closed === code))
      }

      const desk = await signIn(server, ASSISTANT)
      const visits = await sitting(desk)
      const speak = () => Promise.all(visits.map(({ say }) => say('as staff')))
      expect(await speak()).toEqual(Array(SITTING).fill(null))
      await owner.call('PATCH', `/api/staff/${await idOf(desk)}`, { role: null })
      const isMuted = async () => (await speak()).every((code) => code === 'muted' || code === 'closed')
      await holds('no staff any more', isMuted, SPEAK_EVERY_MS)
      for (const { socket } of visits) socket.close()
      console.log(took.join(', '))
    },
    LIMIT_MS,
  )

  test(
    'G15 the viewers of a process that is killed are counted no more after twenty seconds',
    async () => {
      const counted = async () => (await owner.call<{ viewers: number }>('GET', `/api/rooms/${OTHER_ROOM}`)).viewers
      let before = 0
      await until('who came before has left', async () => {
        before = await counted()
        return before <= 1
      })
      const watchers = await Promise.all(Array.from({ length: 20 }, () => visit(server, OTHER_ROOM, null)))
      await until('all are counted', async () => (await counted()) === before + watchers.length)
      process.kill(workersOf(server)[0]!, 'SIGKILL')
      await until('its sockets end', () => watchers.some(({ closed }) => closed !== null))
      const left = () => watchers.filter(({ closed }) => closed === null).length
      const isRight = async () => (await counted()) === before + left()
      const goneMs = await within(COUNTED_WITHIN_MS, 'the count', isRight, COUNT_EVERY_MS)
      console.log(`a process killed: ${watchers.length} watchers, ${left()} left, counted right after ${goneMs} ms`)
      expect(left()).toBeLessThan(watchers.length)
      for (const { socket } of watchers) socket.close()
      await until('the count is back', async () => (await counted()) === before)
    },
    LIMIT_MS,
  )

  test('no page threw, and none was stopped by its own policy', () => {
    expect(tabs.flatMap((tab) => tab.errors)).toEqual([])
  })
})
