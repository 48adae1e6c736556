// Random acts of random people on random others, against a model that knows only the rules.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { api, FOREVER, ROLES, type Role } from '@hawker/protocol'
import fc from 'fast-check'
import { sql } from 'kysely'
import { as, openPaperHouse, type PaperHouse, person, room, SHOP, user } from './testing.ts'

const RUNS = 25
const ACTS_MAX = 40
const HOSTS: Record<string, string | null> = { hers: 'host-a', his: 'host-b', open: null }
const PEOPLE = ROLES.flatMap((role) => [`${role}-a`, `${role}-b`])
const RANK: Record<Role, number> = { guest: 0, viewer: 0, analyst: 1, assistant: 2, host: 3, owner: 4 }
const { moderation: of } = api

const act = fc.record({
  verb: fc.constantFrom('mute', 'unmute', 'ban', 'unban', 'kick', 'wait'),
  room: fc.constantFrom(...Object.keys(HOSTS), 'nowhere'),
  by: fc.constantFrom('assistant-a', 'assistant-b', 'host-a', 'host-b', 'owner-a', 'owner-b'),
  user: fc.constantFrom(...PEOPLE, 'viewer-unknown'),
  seconds: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
})
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never

let house: PaperHouse
beforeAll(async () => {
  house = await openPaperHouse(HOSTS, PEOPLE)
})
afterAll(() => house.stop())

/** What the rules say of one act: refused why, or null. */
const ruled = ({ verb, room: where, by, user: whom }: Act): string | null => {
  if (!(where in HOSTS)) return 'not-found'
  if (by.startsWith('host') && HOSTS[where] !== null && HOSTS[where] !== by) return 'not-allowed'
  const known = PEOPLE.includes(whom)
  const lifts = verb === 'unmute' || verb === 'unban'
  if (!known) return lifts ? null : 'not-found'
  return by !== whom && RANK[person(by).role] > RANK[person(whom).role] ? null : 'not-allowed'
}

const done = (one: Act): Promise<unknown> => {
  const params = { room: room(one.room), user: user(one.user) }
  const body = { seconds: one.seconds }
  if (one.verb === 'mute') return house.call(of.mute, as(one.by), params, { body })
  if (one.verb === 'ban') return house.call(of.ban, as(one.by), params, { body })
  if (one.verb === 'unmute') return house.call(of.unmute, as(one.by), params)
  if (one.verb === 'unban') return house.call(of.unban, as(one.by), params)
  return house.call(of.kick, as(one.by), { room: params.room }, { body: { user: params.user } })
}

const standing = async () => {
  const all: Record<string, number> = {}
  for (const id of Object.keys(HOSTS)) {
    const { mutes, bans } = await house.moderation.sanctions.ofRoom(SHOP, room(id))
    for (const [who, until] of mutes) all[`${id} mute ${who}`] = until
    for (const [who, until] of bans) all[`${id} ban ${who}`] = until
  }
  return all
}

test('M5 whatever is tried in whatever order, just what the rules allow stands, is told and is written down', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: ACTS_MAX }), async (acts) => {
      await sql`delete from sanctions`.execute(house.database.system)
      house.told.length = 0
      const model = new Map<string, number>()
      let told = 0
      for (const one of acts) {
        if (one.verb === 'wait') {
          house.time.now += (one.seconds ?? 200) * 1000
          continue
        }
        const refusal = ruled(one)
        const answer = (await done(one)) as { refused?: string; lifted?: boolean }
        expect([one, answer.refused ?? null]).toEqual([one, refusal])
        if (refusal !== null) continue
        const { now } = house.time
        const name = `${one.room} ${one.verb.replace('un', '')} ${one.user}`
        const stood = (model.get(name) ?? 0) > now
        if (one.verb === 'mute' || one.verb === 'ban')
          model.set(name, one.seconds === null ? FOREVER : now + one.seconds * 1000)
        if (one.verb.startsWith('un')) {
          expect(answer.lifted).toBe(stood)
          model.delete(name)
        }
        if (!one.verb.startsWith('un') || stood) told++
      }
      const left = [...model].filter(([, until]) => until > house.time.now)
      expect(await standing()).toEqual(Object.fromEntries(left))
      expect(house.told).toHaveLength(told)
    }),
    { numRuns: RUNS },
  )
}, 60_000)
