import { describe, expect, test } from 'bun:test'
import type { Down, OrderedEvent, Snapshot } from '@hawker/protocol'
import { isRefusal, refuse } from '@hawker/protocol/refusal'
import { LIKES_MAX_PER_MESSAGE } from '@hawker/protocol/up'
import { LIKES_PER_MESSAGE } from './likes.ts'
import { Room, type TicketProvider } from './room.ts'
import { chat, handMachine, settle, snapshot } from './testing.ts'
import { memoryNetwork } from './transport-memory.ts'

const person = { id: 'ann', name: 'Ann', avatarUrl: null, role: 'viewer', level: 0 }

const frame0 = { type: 'frame', epoch: 'e', first: 11, count: 0, ordered: [] } as const

const open = (ticket: TicketProvider = async () => 'ticket') => {
  const machine = handMachine()
  const network = memoryNetwork()
  const room = new Room({ id: 'tea', open: network.open, ticket, machine })
  const peer = () => network.peers.at(-1)!
  const say = (...down: (Partial<Down> & { type: string })[]) => {
    for (const message of down) peer().send(JSON.stringify(message))
    peer().deliver()
  }
  const heard = () => peer().heard.map((text) => JSON.parse(text))
  const welcome = (more: object = {}) => {
    const position = { epoch: 'e', offset: 10 }
    say({
      type: 'welcome',
      version: 1,
      serverAt: 2_000_000,
      you: person,
      snapshot: snapshot(position),
      missed: null,
      position,
      ...more,
    } as never)
  }
  const frame = (first: number, ...texts: string[]) => ({
    type: 'frame' as const,
    epoch: 'e',
    first,
    count: texts.length,
    ordered: texts.map((text) => chat(text)) as OrderedEvent[],
  })
  const join = async () => {
    const joined = room.join()
    await settle()
    peer().accept()
    welcome()
    return joined
  }
  const lines = () => room.state.chat.map(({ text }) => text)
  return { room, machine, network, peer, say, heard, welcome, frame, join, lines }
}

describe('joining', () => {
  test('answers who you are and what room it is', async () => {
    const { join, heard, room } = open()
    const joined = await join()
    expect(joined).toMatchObject({ you: { name: 'Ann' }, room: { title: 'Tea' } })
    expect(heard()[0]).toEqual({ type: 'hello', version: 1, room: 'tea', ticket: 'ticket' })
    expect(room.link).toMatchObject({ state: 'open', caughtUp: null })
  })

  test('without a session one watches as nobody', async () => {
    const { join, heard } = open(async () => null)
    await join()
    expect(heard()[0]).not.toHaveProperty('ticket')
  })

  test('a room that does not exist is a refusal, and nothing is tried again', async () => {
    const { room, peer, say, network, machine } = open()
    const joined = room.join()
    await settle()
    peer().accept()
    say({ type: 'refused', ref: null, code: 'not-found', message: 'no', retry: 'never' } as never)
    peer().cut(4404)
    expect(await joined).toMatchObject({ refused: 'not-found' })
    await machine.advance(120_000)
    expect(network.peers).toHaveLength(1)
  })

  test('a ticket that is refused is a refusal', async () => {
    const { room } = open(async () => refuse('not-found'))
    expect(await room.join()).toMatchObject({ refused: 'not-found' })
  })

  test('a ticket grown old on the way is replaced once', async () => {
    let issued = 0
    const { room, peer, network, machine } = open(async () => `ticket-${++issued}`)
    const joined = room.join()
    for (let i = 0; i < 2; i++) {
      await machine.advance(2_000)
      peer().accept()
      peer().cut(4401)
    }
    expect(isRefusal(await joined)).toBe(true)
    expect([issued, network.peers.length]).toEqual([2, 2])
  })

  test('frames that came before the welcome count from its position: each line once', async () => {
    const { room, peer, say, welcome, frame, lines } = open()
    void room.join()
    await settle()
    peer().accept()
    say(frame(9, 'nine', 'ten', 'eleven'), frame(12, 'twelve'))
    welcome()
    expect(lines()).toEqual(['eleven', 'twelve'])
  })

  test('U11 a count told while the greeting was on its way is newer than the one in it', async () => {
    const { room, peer, say, welcome } = open()
    void room.join()
    await settle()
    peer().accept()
    say({ ...frame0, latest: { viewers: 11, counters: { votes: '1' } } } as never)
    say({ ...frame0, latest: { viewers: 12, counters: { wishes: '2' } } } as never)
    welcome()
    expect(room.state.viewers).toBe(12)
    expect(room.state.counters).toEqual({ votes: '1', wishes: '2' })
    expect(room.state.likes).toBe(20)
  })

  test('a snapshot made a moment ago comes with what was missed since', async () => {
    const { room, peer, welcome, lines, heard, say, frame } = open()
    void room.join()
    await settle()
    peer().accept()
    say(frame(13, 'thirteen'))
    welcome({
      missed: [
        { offset: 10, event: chat('ten') },
        { offset: 11, event: chat('eleven') },
        { offset: 12, event: chat('twelve') },
      ],
      position: { epoch: 'e', offset: 12 },
    })
    expect(lines()).toEqual(['eleven', 'twelve', 'thirteen'])
    expect(heard().some(({ type }) => type === 'resume')).toBe(false)
  })
})

describe('a hole', () => {
  test('is asked about, and what came meanwhile follows the answer', async () => {
    const { join, say, frame, heard, lines, machine } = open()
    await join()
    say(frame(11, 'a'), frame(14, 'd'), frame(15, 'e'))
    await machine.advance(0)
    expect(lines()).toEqual(['a'])
    expect(heard().filter(({ type }) => type === 'resume')).toEqual([
      { type: 'resume', position: { epoch: 'e', offset: 11 } },
    ])
    say({
      type: 'missed',
      position: { epoch: 'e', offset: 14 },
      entries: [12, 13, 14].map((offset) => ({ offset, event: chat('bcd'[offset - 12]!) })),
    } as never)
    expect(lines()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('shows in an empty frame too', async () => {
    const { join, say, frame, heard, machine } = open()
    await join()
    say(frame(13))
    await machine.advance(0)
    expect(heard().at(-1)).toMatchObject({ type: 'resume' })
  })

  test('that history does not cover brings the whole room', async () => {
    const { join, say, frame, lines, room, machine } = open()
    await join()
    say(frame(11, 'a'), frame(900, 'z'))
    await machine.advance(0)
    const recent = [{ offset: 899, event: chat('y') }]
    const whole: Snapshot = snapshot({ epoch: 'e', offset: 899 }, { recent })
    say({ type: 'resync', snapshot: whole } as never)
    expect(lines()).toEqual(['y', 'z'])
    expect(room.state.chat.map(({ offset }) => offset)).toEqual([899, 900])
  })

  test('a log that began anew is a hole', async () => {
    const { join, say, frame, heard, lines, machine } = open()
    await join()
    say({ ...frame(1, 'new'), epoch: 'f' } as never)
    await machine.advance(0)
    expect(heard().at(-1)).toMatchObject({ type: 'resume', position: { epoch: 'e', offset: 10 } })
    say({ type: 'resync', snapshot: snapshot({ epoch: 'f', offset: 1 }) } as never)
    expect(lines()).toEqual([])
    say({ ...frame(2, 'next'), epoch: 'f' } as never)
    expect(lines()).toEqual(['next'])
  })

  test('a question that got no answer is asked again', async () => {
    const { join, say, frame, heard, machine } = open()
    await join()
    say(frame(15, 'x'))
    await machine.advance(5_000)
    expect(heard().filter(({ type }) => type === 'resume').length).toBe(3)
  })
})

describe('a drop', () => {
  test('is resumed from the position, and counted as caught up', async () => {
    const { join, say, frame, peer, machine, heard, welcome, room, lines } = open()
    await join()
    say(frame(11, 'a'))
    const late: boolean[] = []
    room.on('chat.said', (_, place) => late.push(place.late))
    peer().cut(1006)
    expect(room.link.state).toBe('waiting')
    await machine.advance(1_000)
    peer().accept()
    expect(heard()[0]).toMatchObject({ type: 'hello', position: { epoch: 'e', offset: 11 } })
    welcome({
      snapshot: null,
      missed: [{ offset: 12, event: chat('b') }],
      position: { epoch: 'e', offset: 12 },
    })
    expect(lines()).toEqual(['a', 'b'])
    expect(room.link).toMatchObject({ state: 'open', caughtUp: 1 })
    say(frame(13, 'c'))
    expect(late).toEqual([true, false])
  })

  test('a silent line is found out: no answer to the clock in ten seconds', async () => {
    const { join, machine, room, network } = open()
    await join()
    await machine.advance(9_000)
    expect(room.link.state).toBe('open')
    await machine.advance(1_000)
    expect(room.link.state).toBe('waiting')
    expect(network.peers[0]!.alive).toBe(false)
  })

  test('the clock is asked at the join and every 30 s, and its answers keep the line', async () => {
    const { join, machine, room, heard, say } = open()
    await join()
    for (let i = 0; i < 5; i++) {
      const asked = heard().filter(({ type }) => type === 'clock')
      expect(asked).toHaveLength(i + 1)
      const { ref, sentAt } = asked.at(-1)
      await machine.advance(100)
      say({ type: 'clock', ref, sentAt, serverAt: sentAt + 50 + 7_000 } as never)
      expect(room.clock.offsetMs).toBe(7_000)
      await machine.advance(30_000)
    }
    expect(room.link.state).toBe('open')
  })

  test('leaving stops everything: no timer is left', async () => {
    const { join, room, machine, peer } = open()
    await join()
    room.like()
    room.leave()
    expect(room.link.state).toBe('ended')
    expect(peer().alive).toBe(false)
    expect(machine.timers).toBe(0)
  })
})

describe('saying', () => {
  test('a line gets its receipt', async () => {
    const { join, room, heard, say } = open()
    await join()
    const said = room.say('hello')
    const { ref } = heard().at(-1)
    say({ type: 'reply', ref } as never)
    expect(await said).toEqual({ taken: true })
  })

  test('a refused line says why', async () => {
    const { join, room, heard, say } = open()
    await join()
    const said = room.say('rude')
    say({
      type: 'refused',
      ref: heard().at(-1).ref,
      code: 'text-refused',
      message: 'no',
      retry: 'after-change',
    } as never)
    expect(await said).toMatchObject({ refused: 'text-refused' })
  })

  test('a line without receipt is answered when the line drops, after ten seconds, or at once when there is none', async () => {
    const { join, room, peer, machine } = open()
    expect(await room.say('too early')).toMatchObject({ refused: 'unavailable' })
    await join()
    const dropped = room.say('one')
    peer().cut(1006)
    expect(await dropped).toMatchObject({ refused: 'unavailable' })
    await machine.advance(2_000)
  })

  test('likes of half a second travel as one message, fifty at most', async () => {
    expect(LIKES_PER_MESSAGE).toBe(LIKES_MAX_PER_MESSAGE)
    const { join, room, heard, machine } = open()
    await join()
    const likes = () =>
      heard()
        .filter(({ type }) => type === 'like')
        .map(({ count }) => count)
    for (let i = 0; i < 7; i++) room.like()
    await machine.advance(499)
    expect(likes()).toEqual([])
    await machine.advance(1)
    expect(likes()).toEqual([7])
    room.like(70)
    await machine.advance(1_000)
    expect(likes()).toEqual([7, 50, 20])
  })
})

describe('listening', () => {
  test('one frame changes the state once, and each event is told by name', async () => {
    const { join, room, say, frame } = open()
    await join()
    let states = 0
    const lines: string[] = []
    const counts: number[] = []
    room.on('state', () => states++)
    room.on('viewers', (count) => counts.push(count))
    const stop = room.on('chat.said', ({ text }) => lines.push(text))
    say({ ...frame(11, 'a', 'b'), latest: { viewers: 12 } } as never)
    expect([states, lines, counts]).toEqual([1, ['a', 'b'], [12]])
    stop()
    say(frame(13, 'c'))
    expect(lines).toEqual(['a', 'b'])
  })

  test('S47 his own level reaches the person', async () => {
    const { join, room, say } = open()
    await join()
    const heard: unknown[] = []
    room.on('own.level', (change) => heard.push(change))
    say({ type: 'own.level', level: 3, was: 2 })
    expect(heard).toEqual([{ type: 'own.level', level: 3, was: 2 }])
  })

  test('his own order reaches the buyer', async () => {
    const { join, room, say } = open()
    await join()
    const orders: unknown[] = []
    room.on('own.order', (order) => orders.push(order))
    say({ type: 'own.order', order: { id: 'o1', state: 'paid' } } as never)
    expect(orders).toEqual([{ id: 'o1', state: 'paid' }])
  })

  test('what a newer server says is passed over', async () => {
    const { join, room, say, frame, lines } = open()
    await join()
    say({ type: 'confetti' } as never, frame(11, 'a'))
    expect(lines()).toEqual(['a'])
    expect(room.link.state).toBe('open')
  })
})

describe('S30 custom messages', () => {
  const said = (data: string, extension = '') =>
    ({ type: 'custom.said', id: data, at: 1, from: person, data, description: '', extension }) as never

  test('S56 each of the app’s own types has its listeners', async () => {
    const { join, room, say, frame } = open()
    await join()
    const votes: string[] = []
    const stop = room.onCustom('vote', ({ extension }, { offset }) => votes.push(`${extension} at ${offset}`))
    say({ ...frame(11), count: 2, ordered: [said('vote', 'red'), said('wave')] } as never)
    expect(votes).toEqual(['red at 11'])
    stop()
    say({ ...frame(13), count: 1, ordered: [said('vote', 'blue')] } as never)
    expect(votes).toHaveLength(1)
  })

  test('S33 the sender gets a local event with who he is and what he sent, and the call returns it', async () => {
    const { join, room, heard, say } = open()
    await join()
    const local: unknown[] = []
    room.on('custom.sent', (sent) => local.push(sent))
    const answer = room.custom('vote', { description: 'a vote', extension: '{"for":"red"}' })
    const { ref, type } = heard().at(-1)
    expect(type).toBe('custom.say')
    say({ type: 'reply', ref } as never)
    const sent = { userId: 'ann', nick: 'Ann', avatar: null, value: '{"for":"red"}', data: 'vote' }
    expect(await answer).toMatchObject({ taken: true, sent })
    expect(local).toMatchObject([sent])
  })

  test('S33 what was refused is no local event', async () => {
    const { join, room, heard, say } = open()
    await join()
    const local: unknown[] = []
    room.on('custom.sent', (sent) => local.push(sent))
    const answer = room.custom('vote')
    say({ type: 'refused', ref: heard().at(-1).ref, code: 'too-large', message: 'no', retry: 'after-change' } as never)
    expect(await answer).toMatchObject({ refused: 'too-large' })
    expect(local).toEqual([])
  })
})

describe('N2 proof of no gap', () => {
  test('the position is where everything before was heard', async () => {
    const { join, room, say, frame } = open()
    expect(room.position).toBeNull()
    await join()
    say(frame(11, 'a'), frame(14, 'd'))
    expect(room.position).toEqual({ epoch: 'e', offset: 11 })
  })

  test('a snapshot after a drop says how many lines may be missing', async () => {
    const { join, say, frame, peer, machine, welcome, room } = open()
    await join()
    say(frame(11, 'a'))
    const gaps: unknown[] = []
    room.on('gap', (gap) => gaps.push(gap))
    peer().cut(1006)
    await machine.advance(1_000)
    peer().accept()
    const position = { epoch: 'e', offset: 900 }
    welcome({ snapshot: snapshot(position, { recent: [{ offset: 900, event: chat('z') }] }), position })
    expect(room.link).toMatchObject({ state: 'open', caughtUp: null, lost: 888 })
    expect(gaps).toMatchObject([{ from: { offset: 11 }, to: position, lost: 888 }])
  })

  test('a snapshot that still holds what was heard last only caught us up', async () => {
    const { join, say, frame, peer, machine, welcome, room } = open()
    await join()
    say(frame(11, 'a'))
    peer().cut(1006)
    await machine.advance(1_000)
    peer().accept()
    const recent = ['a', 'b'].map((text, i) => ({ offset: i + 1, event: chat(text) }))
    const position = { epoch: 'f', offset: 2 }
    welcome({ snapshot: snapshot(position, { recent }), position })
    expect(room.link).toMatchObject({ caughtUp: 1, lost: null })
  })

  test('a log that began anew under an open line is told of as well', async () => {
    const { join, say, frame, machine, room } = open()
    await join()
    say(frame(11, 'a'), { ...frame(1, 'new'), epoch: 'f' } as never)
    await machine.advance(0)
    say({ type: 'resync', snapshot: snapshot({ epoch: 'f', offset: 1 }) } as never)
    expect(room.link).toMatchObject({ state: 'open', lost: 'unknown' })
  })
})

describe('coming back when the server says so', () => {
  test('a busy server’s delay is kept, and spread by up to half of it', async () => {
    const { room, machine, network } = open(async () => refuse('busy', { retryAfterMs: 4_000 }))
    void room.join()
    await settle()
    expect(room.link).toMatchObject({ state: 'waiting', retryAt: machine.now() + 5_000 })
    room.wake()
    expect(room.link.state).toBe('waiting')
    expect(network.peers).toHaveLength(0)
  })

  test('a greeting refused for a while is tried again then', async () => {
    const { room, peer, say, machine } = open()
    void room.join()
    await settle()
    peer().accept()
    say({ type: 'refused', ref: null, code: 'busy', message: 'no', retry: 'later', retryAfterMs: 2_000 } as never)
    peer().cut(1013)
    expect(room.link).toMatchObject({ state: 'waiting', retryAt: machine.now() + 2_500 })
  })
})

describe('the end', () => {
  const endings: [number, string][] = [
    [4410, 'kicked'],
    [4413, 'banned'],
    [4409, 'replaced'],
    [4411, 'signed-out'],
    [4412, 'too-old'],
    [4400, 'failed'],
  ]
  for (const [code, reason] of endings)
    test(`${code} says why: ${reason}, and nothing is tried again`, async () => {
      const { join, peer, room, network, machine } = open()
      await join()
      peer().cut(code)
      expect(room.link).toMatchObject({ state: 'ended', reason, ending: { code } })
      await machine.advance(120_000)
      expect(network.peers).toHaveLength(1)
    })

  test('a ban heard in the room says until when', async () => {
    const { join, peer, room, say, frame } = open()
    await join()
    const banned = { type: 'member.moderated', id: 'm', at: 1, userId: 'ann', act: 'banned', until: 9_000_000 }
    say({ ...frame(11), count: 1, ordered: [banned] } as never)
    peer().cut(4413)
    expect(room.link).toMatchObject({ reason: 'banned', until: 9_000_000 })
  })

  test('a ban met at the door says until when, and the join answers it', async () => {
    const { room, peer, say, machine } = open()
    const joined = room.join()
    await settle()
    peer().accept()
    say({ type: 'refused', ref: null, code: 'banned', message: 'no', retry: 'never', retryAfterMs: 60_000 } as never)
    peer().cut(4413)
    expect(await joined).toMatchObject({ refused: 'banned', retryAfterMs: 60_000 })
    expect(room.link).toMatchObject({ reason: 'banned', until: machine.now() + 60_000 })
  })

  test('one’s own leaving is no failure, also after a refused like', async () => {
    const { join, room, say } = open()
    await join()
    say({ type: 'refused', ref: null, code: 'too-many', message: 'no', retry: 'later' } as never)
    room.leave()
    expect(room.link.reason).toBe('left')
  })

  test('somebody who was put out may come back', async () => {
    const { join, peer, room } = open()
    await join()
    peer().cut(4410)
    expect(await join()).toMatchObject({ room: { title: 'Tea' } })
    expect(room.link).toMatchObject({ state: 'open', reason: null })
  })
})
