import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { until } from '#kernel/testing/until'
import { openLog } from '#system/log'
import { APP, openPaperHouse, type PaperHouse, person, TEA } from './testing.ts'
import { allHear, type RawClient, rawClient } from './testing-client.ts'

let house: PaperHouse
beforeEach(() => {
  house = openPaperHouse()
})
afterEach(() => house[Symbol.dispose]())

const hello = (more: object = {}) => JSON.stringify({ type: 'hello', version: 1, room: TEA, ...more })
const connect = (headers: Record<string, string> = {}) => rawClient(house.url, headers)
const welcomed = (text: string) => text.includes('"welcome"')

/** Into the room: as this person, or as somebody who only watches. */
const enter = async (who: ReturnType<typeof person> | null = null, headers: Record<string, string> = {}) => {
  const client = await connect(headers)
  const welcome = client.next(welcomed)
  client.send(hello(who ? { ticket: house.accounts.ticket(who) } : {}))
  return Object.assign(client, { welcome: JSON.parse(await welcome) })
}
const ask = async (client: RawClient, text: string) => {
  const answer = client.next()
  client.send(text)
  return JSON.parse(await answer)
}

describe('entering', () => {
  test('a watcher without a ticket is welcomed as nobody, with the snapshot', async () => {
    const { welcome } = await enter()
    expect(welcome).toMatchObject({ version: 1, you: null, snapshot: { paper: true }, missed: null })
    expect(welcome.position).toEqual({ epoch: 'e1', offset: 7 })
  })

  test('a ticket says who you are', async () => {
    const { welcome } = await enter(person('ann'))
    expect(welcome.you).toEqual(person('ann'))
    expect(house.gateway.counts().people).toBe(1)
  })

  test('one who comes back hands in a position and gets what was missed', async () => {
    const client = await connect()
    const welcome = await ask(client, hello({ position: { epoch: 'e1', offset: 3 } }))
    expect(welcome).toMatchObject({ snapshot: null, missed: [] })
  })

  test('G2 a ticket used twice, an expired and an invented one are refused alike with 4401', async () => {
    const ticket = house.accounts.ticket(person('ann'))
    const first = await connect()
    expect((await ask(first, hello({ ticket }))).type).toBe('welcome')
    for (const bad of [ticket, 'expired-ticket', '']) {
      const client = await connect()
      expect(await ask(client, hello({ ticket: bad }))).toMatchObject({ type: 'refused', code: 'ticket-invalid' })
      expect(await client.closed).toBe(4401)
    }
  })

  test('G2 a ticket for another room or another app does not open this one', async () => {
    for (const more of [
      { ticket: house.accounts.ticket(person('ann'), 'other') },
      { ticket: house.accounts.ticket(person('ann')), app: 'foreign' },
    ]) {
      const client = await connect()
      expect((await ask(client, hello(more))).code).toBe('ticket-invalid')
      expect(await client.closed).toBe(4401)
    }
  })

  test("G14 an unknown room, another app's room and an unknown app get the same answer", async () => {
    const answers: unknown[] = []
    for (const more of [{ room: 'nowhere' }, { app: 'foreign' }, { app: 'foreign', room: 'nowhere' }]) {
      const client = await connect()
      answers.push(await ask(client, hello(more)))
      expect(await client.closed).toBe(4404)
    }
    expect(answers[0]).toMatchObject({ type: 'refused', code: 'not-found', ref: null })
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  test('a version that is not spoken here is told so and does not come back', async () => {
    const client = await connect()
    expect((await ask(client, hello({ version: 99 }))).type).toBe('refused')
    expect(await client.closed).toBe(4412)
  })

  test('who has not said hello may say nothing else', async () => {
    const client = await connect()
    expect((await ask(client, '{"type":"like","count":1}')).code).toBe('bad-request')
    expect(await client.closed).toBe(4400)
  })

  test('frames told between the subscription and the welcome reach the socket', async () => {
    const client = await connect()
    const before = house.rooms.rooms.enter
    house.rooms.rooms.enter = async (...args) => {
      const entered = await before(...args)
      house.rooms.frame('{"type":"frame"}')
      return entered
    }
    const welcome = client.next(welcomed)
    client.send(hello())
    await welcome
    expect(client.texts.map((text) => JSON.parse(text).type)).toEqual(['frame', 'welcome'])
  })
})

describe('G1 pages of other origins', () => {
  const bad = [
    'null',
    'https://evil.example',
    'https://shop.example.evil.example',
    'https://evilshop.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://SHOP.example',
    'https://shop.example/',
    'https://sub.shop.example',
    'file://',
  ]
  test.each(bad)('%s gets 403 before any socket is opened', async (origin) => {
    const client = await connect({ Origin: origin })
    expect(client.status).toBe(403)
    expect(house.gateway.counts().sockets).toBe(0)
  })

  test("the server's own origin gets a socket", async () => {
    expect((await connect({ Origin: 'https://shop.example' })).status).toBe(101)
  })

  test('a program without an origin gets a socket as long as it carries no cookies', async () => {
    expect((await connect()).status).toBe(101)
    expect((await connect({ Cookie: 'hk=stolen' })).status).toBe(403)
  })

  test('cookies do not make a person of a socket', async () => {
    const { welcome } = await enter(null, { Origin: 'https://shop.example', Cookie: 'hk=a-good-session' })
    expect(welcome.you).toBeNull()
  })
})

describe('what is said', () => {
  test('a line is told to the room under the name of the ticket, and has its receipt', async () => {
    const client = await enter(person('ann'))
    expect(await ask(client, '{"type":"chat.say","ref":4,"text":"hello"}')).toEqual({ type: 'reply', ref: 4 })
    expect(house.rooms.room().said).toEqual([{ from: person('ann'), text: 'hello' }])
  })

  test('S47 a level that changes is told to the person alone, and the next line carries it', async () => {
    const [ann, bob] = [await enter(person('ann')), await enter(person('bob'))]
    const levels = new Map([[person('ann').id, 3]])
    house.accounts.accounts.levelsChanged(APP, levels)
    house.accounts.accounts.levelsChanged(APP, levels)
    expect(await ask(ann, '{"type":"chat.say","ref":1,"text":"hello"}')).toEqual({
      type: 'own.level',
      level: 3,
      was: 0,
    })
    expect(JSON.parse(await ann.next())).toEqual({ type: 'reply', ref: 1 })
    expect(house.rooms.room().said[0]!.from.level).toBe(3)
    expect(house.rooms.room().renewedMembers.map(({ actor }) => actor)).toMatchObject([
      { person: { id: 'ann', level: 3 } },
    ])
    expect(await ask(bob, '{"type":"chat.say","ref":1,"text":"hello"}')).toEqual({ type: 'reply', ref: 1 })
  })

  test("the room's refusal comes back under the line's number", async () => {
    const client = await enter(person('ann'))
    expect(await ask(client, '{"type":"chat.say","ref":5,"text":"rude"}')).toMatchObject({
      type: 'refused',
      ref: 5,
      code: 'text-refused',
      retry: 'after-change',
    })
  })

  test('a watcher may neither speak nor like', async () => {
    const client = await enter()
    expect(await ask(client, '{"type":"chat.say","ref":1,"text":"hello"}')).toMatchObject({
      ref: 1,
      code: 'not-signed-in',
    })
    expect(await ask(client, '{"type":"like","count":1}')).toMatchObject({ ref: null, code: 'not-signed-in' })
    expect(house.rooms.room().said).toEqual([])
  })

  test.each(['from', 'nick', 'avatarUrl', 'role', 'level', 'at', 'priority', 'id', '__proto__'])(
    'G13 a forged %s is refused, and nothing is said',
    async (field) => {
      const client = await enter(person('ann'))
      const forged = `{"type":"chat.say","ref":2,"text":"hello","${field}":{"role":"host"}}`
      expect(await ask(client, forged)).toMatchObject({ ref: 2, code: 'invalid' })
      expect(house.rooms.room().said).toEqual([])
    },
  )

  test.each([
    ['text', 'nonsense'],
    ['a list', '[]'],
    ['null', 'null'],
    ['half a message', '{"type":"like"'],
  ])('%s is refused and the socket stays', async (_, text) => {
    const client = await enter(person('ann'))
    expect((await ask(client, text)).code).toBe('bad-request')
    expect((await ask(client, '{"type":"clock","ref":1,"sentAt":0}')).type).toBe('clock')
  })

  test('an unknown type is refused by its own code', async () => {
    const client = await enter(person('ann'))
    expect(await ask(client, '{"type":"room.close","ref":3}')).toMatchObject({ ref: 3, code: 'unknown-type' })
  })

  test('text where a number belongs, a count of 0 and of 51 are refused', async () => {
    for (const count of ['"5"', '0', '51', '1.5', 'null']) {
      const client = await enter(person('ann'))
      expect((await ask(client, `{"type":"like","count":${count}}`)).code).toBe('invalid')
    }
    expect(house.rooms.room().likes).toEqual([])
  })

  test('G12 a million levels and __proto__ are refused and nothing is thrown', async () => {
    const client = await enter(person('ann'))
    expect((await ask(client, `${'['.repeat(8_000)}`)).code).toBe('bad-request')
    expect((await ask(client, '{"type":"like","count":1,"__proto__":{"staff":true}}')).code).toBe('invalid')
  })

  test('G5 more than 16 KiB is refused and ends the socket with 1009', async () => {
    const client = await enter(person('ann'))
    expect((await ask(client, `{"type":"like","x":"${'x'.repeat(17_000)}"}`)).code).toBe('too-large')
    expect(await client.closed).toBe(1009)
  })

  test('G5 what passes even the limit of the port never reaches us', async () => {
    const client = await enter(person('ann'))
    client.frame(1, Buffer.alloc(2_200_000, 0x20))
    expect([1009, 1006]).toContain(await client.closed)
  })

  test('binary messages are refused', async () => {
    const client = await enter(person('ann'))
    const answer = client.next()
    client.frame(2, Buffer.from('{"type":"like","count":1}'))
    expect(JSON.parse(await answer).code).toBe('bad-request')
  })

  test('malformed WebSocket frames end their own socket only', async () => {
    const other = await enter(person('ben'))
    for (const opcode of [3, 7, 11, 15]) {
      const client = await enter(person('ann'))
      client.frame(opcode, Buffer.from('x'))
      await client.closed
    }
    expect((await ask(other, '{"type":"clock","ref":1,"sentAt":0}')).type).toBe('clock')
  })

  test('a second hello is refused', async () => {
    const client = await enter(person('ann'))
    expect((await ask(client, hello())).code).toBe('bad-request')
  })

  test('O7 a throw in a room ends one socket with 1011, not the process', async () => {
    const client = await enter(person('ann'))
    expect((await ask(client, '{"type":"chat.say","ref":1,"text":"boom"}')).code).toBe('failed')
    expect(await client.closed).toBe(1011)
    expect((await enter()).status).toBe(101)
  })

  test('the clock question is answered with the server time', async () => {
    const client = await enter()
    house.advance(500)
    expect(await ask(client, '{"type":"clock","ref":9,"sentAt":12.5}')).toEqual({
      type: 'clock',
      ref: 9,
      sentAt: 12.5,
      serverAt: 1_800_000_000_500,
    })
  })
})

describe('G6 floods', () => {
  test('twenty at once are taken, then refusals come first, and the third ends the socket', async () => {
    const client = await enter(person('ann'))
    for (let i = 0; i < 40; i++) client.send(`{"type":"chat.say","ref":${i},"text":"spam"}`)
    expect(await client.closed).toBe(4453)
    // Hello was one of the twenty.
    expect(house.rooms.room().said).toHaveLength(19)
    const refused = client.texts.map((text) => JSON.parse(text)).filter(({ type }) => type === 'refused')
    expect(refused.map(({ code, ref }) => [code, ref])).toEqual([
      ['too-many', 19],
      ['too-many', 20],
      ['too-many', 21],
    ])
  })

  test('ten a second go on for ever', async () => {
    const client = await enter(person('ann'))
    for (let i = 0; i < 60; i++) {
      house.advance(100)
      expect((await ask(client, `{"type":"chat.say","ref":${i},"text":"calm"}`)).type).toBe('reply')
    }
  })

  test('staff may send three times as much', async () => {
    const client = await enter(person('eve', 'assistant'))
    for (let i = 0; i < 59; i++) client.send(`{"type":"chat.say","ref":${i},"text":"busy"}`)
    await client.fence()
    expect(house.rooms.room().said).toHaveLength(59)
  })

  test('large messages use the allowance up faster', async () => {
    const client = await enter(person('ann'))
    for (let i = 0; i < 12; i++) client.send(`{"type":"chat.say","ref":${i},"text":"${'字'.repeat(4_000)}"}`)
    expect(await client.closed).toBe(4453)
    expect(house.rooms.room().said.length).toBeLessThan(20)
  })

  test('many pages of one user share a limit', async () => {
    const pages = await Promise.all(Array.from({ length: 5 }, () => enter(person('ann'))))
    for (const page of pages) for (let i = 0; i < 19; i++) page.send(`{"type":"chat.say","ref":${i},"text":"x"}`)
    await Promise.all(pages.map((page) => page.fence()))
    expect(house.rooms.room().said).toHaveLength(40)
  })

  test('G11 resume has one question outstanding and two a second', async () => {
    const client = await enter()
    const resume = '{"type":"resume","position":{"epoch":"e1","offset":0}}'
    expect((await ask(client, resume)).type).toBe('missed')
    expect(await ask(client, resume)).toMatchObject({ code: 'too-many', retryAfterMs: 500 })
    house.advance(500)
    expect((await ask(client, resume)).type).toBe('missed')
    expect(house.rooms.room().resumes).toHaveLength(2)
  })
})

describe('messages for one person', () => {
  test('reach every page of his and nobody else', async () => {
    const [first, second, other] = [await enter(person('ann')), await enter(person('ann')), await enter(person('ben'))]
    house.rooms.toUser('ann', '{"type":"own.order"}')
    house.rooms.frame('{"type":"frame"}')
    await allHear([first, second, other], '{"type":"frame"}')
    expect([first, second, other].map(({ texts }) => texts.length)).toEqual([3, 3, 2])
  })
})

describe('G3 those who lost a right', () => {
  test('a session that ended closes its sockets with 4411 at once', async () => {
    const [ann, ben] = [await enter(person('ann')), await enter(person('ben'))]
    house.accounts.stand('ann', null)
    house.accounts.revoke('ann')
    expect(await ann.closed).toBe(4411)
    expect((await ask(ben, '{"type":"clock","ref":1,"sentAt":0}')).type).toBe('clock')
  })

  test('another session of the same user stays', async () => {
    const ann = await enter(person('ann'))
    house.accounts.revoke('ann', 'another-session')
    expect((await ask(ann, '{"type":"clock","ref":1,"sentAt":0}')).type).toBe('clock')
  })

  test('a changed role speaks from the next line on', async () => {
    const eve = await enter(person('eve', 'assistant'))
    house.accounts.stand('eve', person('eve', 'viewer'))
    house.accounts.revoke('eve')
    const roles = () => [...house.rooms.room().members].map(({ actor }) => actor.kind === 'person' && actor.person.role)
    await until(() => roles().includes('viewer'))
    await ask(eve, '{"type":"chat.say","ref":1,"text":"hello"}')
    expect(house.rooms.room().said[0]!.from.role).toBe('viewer')
  })

  test('an older reading that comes late gives nothing back', async () => {
    const eve = await enter(person('eve', 'assistant'))
    const answers: ((who: ReturnType<typeof person>) => void)[] = []
    house.accounts.accounts.stillStands = () => new Promise((resolve) => answers.push(resolve))
    house.accounts.revoke('eve')
    house.accounts.revoke('eve')
    await until(() => answers.length === 2)
    answers[1]!(person('eve', 'viewer'))
    await ask(eve, '{"type":"clock","ref":1,"sentAt":0}')
    answers[0]!(person('eve', 'assistant'))
    await ask(eve, '{"type":"clock","ref":2,"sentAt":0}')
    await ask(eve, '{"type":"chat.say","ref":3,"text":"hello"}')
    expect(house.rooms.room().said[0]!.from.role).toBe('viewer')
  })

  test('who somebody is is read again once a minute, without any notice', async () => {
    const ann = await enter(person('ann'))
    house.accounts.stand('ann', null)
    for (let second = 0; second < 60; second++) {
      house.advance(1_000)
      if (second % 10 === 0) await ann.fence()
    }
    expect(house.accounts.readings()).toBe(1)
    expect(await ann.closed).toBe(4411)
  })

  test('a revocation that cannot be looked up sends its sockets out to come again', async () => {
    using broken = openPaperHouse()
    broken.accounts.accounts.stillStands = async () => {
      throw new Error('no database')
    }
    const client = await rawClient(broken.url)
    const welcome = client.next(welcomed)
    client.send(hello({ ticket: broken.accounts.ticket(person('ann')) }))
    await welcome
    broken.accounts.revoke('ann')
    expect(await client.closed).toBe(1013)
  })
})

describe('leaving', () => {
  test('a socket that ends is out of its room, and counted no more', async () => {
    const client = await enter(person('ann'))
    expect(house.rooms.room().members.size).toBe(1)
    client.end()
    await until(() => house.rooms.room().members.size === 0)
    expect(house.gateway.counts()).toMatchObject({ sockets: 0, mute: 0, people: 0 })
  })

  test('a socket that ends while it enters leaves the room too', async () => {
    let goOn: (() => void) | null = null
    const left: unknown[] = []
    const room = house.rooms.room()
    const leave = room.leave
    room.leave = (member) => {
      left.push(member)
      leave(member)
    }
    const before = house.rooms.rooms.enter
    house.rooms.rooms.enter = async (...args) => {
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
      return before(...args)
    }
    const client = await connect()
    client.send(hello())
    const enters = await until(() => goOn)
    client.end()
    await until(() => house.gateway.counts().sockets === 0)
    expect(left).toEqual([])
    enters()
    await until(() => left.length > 0)
    expect(room.members.size).toBe(0)
  })

  test('G15 one user on three pages counts under one key, watchers each by socket', async () => {
    for (let i = 0; i < 3; i++) await enter(person('ann'))
    await enter()
    await enter()
    const keys = new Set([...house.rooms.room().members].map(({ viewerKey }) => viewerKey))
    expect(keys.size).toBe(3)
  })
})

test('G2 a ticket stands in no log, whatever goes wrong with it', async () => {
  const lines: string[] = []
  using logged = openPaperHouse({ log: openLog('trace', { write: (line: string) => void lines.push(line) }) })
  const canary = logged.accounts.ticket(person('ann'))
  logged.rooms.rooms.enter = async () => {
    throw new Error('no database')
  }
  for (const ticket of [canary, 'canary-ticket']) {
    const client = await rawClient(logged.url)
    client.send(hello({ ticket }))
    await client.closed
  }
  expect(lines.join('')).toContain('no database')
  expect(lines.join('')).not.toContain(canary)
  expect(lines.join('')).not.toContain('canary-ticket')
})

test('a room is asked for under the app of the ticket', async () => {
  const asked: string[] = []
  const before = house.rooms.rooms.enter
  house.rooms.rooms.enter = (...args) => {
    asked.push(args[0])
    return before(...args)
  }
  await enter(person('ann'))
  expect(asked).toEqual([APP])
})
