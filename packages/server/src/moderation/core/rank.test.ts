import { describe, expect, test } from 'bun:test'
import { type Actor, type AppId, type PublicPerson, ROLES, type Role, type UserId } from '@hawker/protocol'
import fc from 'fast-check'
import { keepsOrderIn, outranks } from './rank.ts'

const app = 'shop' as AppId
const person = (id: string, role: Role): PublicPerson => ({
  id: id as UserId,
  name: id,
  avatarUrl: null,
  role,
  level: 0,
})
const actor = (id: string, role: Role): Actor => ({ kind: 'person', app, person: person(id, role), sessionId: 's' })
const server: Actor = { kind: 'server', app }
const nobody: Actor = { kind: 'public', app }

/** Whom each may act on: the whole table. */
const BELOW: Record<Role, readonly Role[]> = {
  guest: [],
  viewer: [],
  analyst: ['guest', 'viewer'],
  assistant: ['guest', 'viewer', 'analyst'],
  host: ['guest', 'viewer', 'analyst', 'assistant'],
  owner: ['guest', 'viewer', 'analyst', 'assistant', 'host'],
}
const role = fc.constantFrom(...ROLES)
const id = fc.constantFrom('a', 'b', 'c')

describe('who may do what to whom (M5)', () => {
  test.each(ROLES.flatMap((own) => ROLES.map((other) => [own, other, BELOW[own].includes(other)] as const)))(
    '%s acts on %s: %p',
    (own, other, may) => expect(outranks(actor('a', own), person('b', other))).toBe(may),
  )

  test('nobody acts on himself, whatever role he or his page believes he has', () => {
    fc.assert(fc.property(id, role, role, (who, own, seen) => !outranks(actor(who, own), person(who, seen))))
  })

  test('of two people at most one acts on the other, and who stands above somebody stands above all below him', () => {
    fc.assert(
      fc.property(role, role, role, (first, second, third) => {
        const over = (above: Role, below: Role) => outranks(actor('a', above), person('b', below))
        expect(over(first, second) && over(second, first)).toBe(false)
        if (over(first, second) && over(second, third)) expect(over(first, third)).toBe(true)
      }),
    )
  })

  test('the merchant’s server reaches as far as an owner, and nobody in particular reaches nobody', () => {
    for (const other of ROLES) {
      expect(outranks(server, person('b', other))).toBe(BELOW.owner.includes(other))
      expect(outranks(nobody, person('b', other))).toBe(false)
    }
  })

  test('somebody whose role was taken away is below all staff', () => {
    expect(outranks(actor('a', 'analyst'), { id: 'b' as UserId, role: null })).toBe(true)
    expect(outranks(actor('a', 'viewer'), { id: 'b' as UserId, role: null })).toBe(false)
  })
})

describe('a host', () => {
  const host = actor('lin', 'host')
  test('keeps order in his own rooms and in those without a host, not in another’s', () => {
    expect(keepsOrderIn(host, 'lin' as UserId)).toBe(true)
    expect(keepsOrderIn(host, null)).toBe(true)
    expect(keepsOrderIn(host, 'wei' as UserId)).toBe(false)
  })
  test('is alone in that: assistants, owners and the server do so in all rooms', () => {
    for (const other of [actor('a', 'assistant'), actor('o', 'owner'), server])
      expect(keepsOrderIn(other, 'wei' as UserId)).toBe(true)
  })
})
