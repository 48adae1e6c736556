import { describe, expect, test } from 'bun:test'
import {
  type Actor,
  type AppId,
  api,
  CounterKey,
  CounterValue,
  FIELD_ROLES,
  FieldName,
  type FieldRole,
  isRefusal,
  ROLES,
  type Role,
  type UserId,
} from '@hawker/protocol'
import fc from 'fast-check'
import { ATTRIBUTE_WRITES_PER_S, writeAttributes } from './attributes.ts'
import { checkWrite } from './check-write.ts'
import { changeCounters } from './counters.ts'
import { changeTypes, checkDeclaration } from './declarations.ts'
import { mayDo, operates, readable, roleIn } from './roles.ts'
import { takeWrite } from './write-rate.ts'

const refusedAs = (answer: unknown) => (isRefusal(answer) ? answer.refused : null)
const named = (texts: Record<string, string>): Record<string, string> => ({ ...texts })
const person = (role: Role, id = `${role}-1`): Actor => ({
  kind: 'person',
  app: 'shop' as AppId,
  person: { id: id as UserId, name: role, avatarUrl: null, role, level: 0 },
  sessionId: 's',
})
const server: Actor = { kind: 'server', app: 'shop' as AppId }
const nobody: Actor = { kind: 'public', app: 'shop' as AppId }
const everyRole = fc.constantFrom(...FIELD_ROLES)

describe('who may (S43)', () => {
  const host = 'host-1' as UserId
  test('each caller is what the table says, and a host is one in his own room only', () => {
    const roles = Object.fromEntries(ROLES.map((role) => [role, roleIn(person(role), host)]))
    expect(roles).toEqual({
      guest: 'member',
      viewer: 'member',
      analyst: 'member',
      assistant: 'assistant',
      host: 'host',
      owner: 'host',
    })
    expect(roleIn(person('host', 'host-2'), host)).toBe('member')
    expect(roleIn(person('host', 'host-2'), null)).toBe('assistant')
    expect(roleIn(person('owner'), null)).toBe('host')
    expect([roleIn(nobody, host), roleIn(server, host)]).toEqual(['anyone', 'server'])
  })

  test('a host of another room does not operate this one, nor do viewers, guests and analysts', () => {
    const allowed = ROLES.filter((role) => operates(person(role, 'host-2'), host))
    expect(allowed).toEqual(['assistant', 'owner'])
    expect([operates(person('host'), host), operates(server, host), operates(nobody, host)]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('whoever may do something at one role may at every higher', () => {
    fc.assert(
      fc.property(everyRole, everyRole, (least, role) => {
        expect(mayDo(least, role)).toBe(FIELD_ROLES.indexOf(role) >= FIELD_ROLES.indexOf(least))
      }),
    )
  })

  test('nobody ever reads a value below its least role, nor one of another room type', () => {
    const fields = fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('a', 'b', 'constructor', 'toString', 'd'),
        least: everyRole,
        type: fc.constantFrom('live', 'constructor'),
      }),
      { selector: ({ name }) => name },
    )
    fc.assert(
      fc.property(fields, everyRole, fc.constantFrom('live', 'constructor', 'toString'), (all, role, type) => {
        const declared = all.map(({ name, least, type }) => ({
          name,
          types: { [type]: { read: least, write: least } },
        }))
        const kept = Object.fromEntries(all.map(({ name }) => [name, `value of ${name}`]))
        const seen = readable(kept, declared, type, role)
        expect(Object.keys(seen).sort()).toEqual(
          all
            .filter((one) => one.type === type && FIELD_ROLES.indexOf(role) >= FIELD_ROLES.indexOf(one.least))
            .map(({ name }) => name)
            .sort(),
        )
      }),
    )
  })
})

describe('declaring', () => {
  const types = { live: { read: 'anyone', write: 'assistant' } } as const

  test.each(['a', '_', 'room_status', 'A123456789012345', 'constructor'])('S41 %s is a name', (name) => {
    expect(FieldName.safeParse(name).success).toBe(true)
  })
  test.each(['', '1a', 'a-b', 'ä', 'a'.repeat(17), 'a b', '__proto__', 'a\n'])('S41 %j is none', (name) => {
    expect(FieldName.safeParse(name).success).toBe(false)
  })

  test('S42 a name is taken by a field of either kind', () => {
    for (const of of ['room', 'member'] as const)
      for (const other of ['room', 'member'] as const)
        expect(refusedAs(checkDeclaration([{ name: 'attent', of }], { name: 'attent', of: other, types }))).toBe(
          'name-taken',
        )
  })

  test('S44 ten room fields and five member fields, each counted apart', () => {
    const many = (of: 'room' | 'member', count: number) =>
      Array.from({ length: count }, (_, i) => ({ name: `${of}${i}`, of }))
    const declare = (rooms: number, members: number, of: 'room' | 'member') =>
      refusedAs(checkDeclaration([...many('room', rooms), ...many('member', members)], { name: 'next', of, types }))
    expect([declare(9, 5, 'room'), declare(10, 0, 'room')]).toEqual([null, 'limit-reached'])
    expect([declare(10, 4, 'member'), declare(0, 5, 'member')]).toEqual([null, 'limit-reached'])
  })

  test('S44 a change of permissions never takes a room type away', () => {
    const one = { read: 'host', write: 'server' } as const
    expect(changeTypes({ live: one }, { class: one })).toEqual({ live: one, class: one })
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`t${i}`, one]))
    expect(refusedAs(changeTypes(many, { more: one }))).toBe('limit-reached')
  })
})

describe('writing fields', () => {
  const field = (name: string, read: FieldRole, write: FieldRole, of: 'room' | 'member' = 'room') => ({
    name,
    of,
    types: { live: { read, write } },
  })
  const declared = [
    field('open', 'anyone', 'member'),
    field('desk', 'assistant', 'assistant'),
    field('attent', 'anyone', 'anyone', 'member'),
  ]
  const at = (role: FieldRole, type = 'live') => ({ type, role })

  test('tells of a write only what everybody may read', () => {
    expect(checkWrite(declared, at('host'), { open: '1', desk: '2' })).toEqual({ told: { open: '1' } })
  })
  test('refuses all of it for one field that may not be written, is not there, or belongs to members', () => {
    expect(refusedAs(checkWrite(declared, at('member'), { open: '1', desk: '2' }))).toBe('not-allowed')
    expect(refusedAs(checkWrite(declared, at('server'), { open: '1', other: '2' }))).toBe('not-found')
    expect(refusedAs(checkWrite(declared, at('server'), { attent: '1' }))).toBe('not-found')
    expect(refusedAs(checkWrite(declared, at('server', 'class'), { open: '1' }))).toBe('not-found')
    expect(refusedAs(checkWrite(declared, at('server', 'constructor'), { open: '1' }))).toBe('not-found')
  })
  test('counts a value in bytes: 512 are taken and 513 are not', () => {
    expect(refusedAs(checkWrite(declared, at('host'), { open: `${'茶'.repeat(170)}ab` }))).toBeNull()
    expect(refusedAs(checkWrite(declared, at('host'), { open: '茶'.repeat(171) }))).toBe('invalid')
  })
  test.each(['a\0b', '\ud800', 'x\udc00'])('says of %j that it cannot be kept', (value) => {
    expect(checkWrite(declared, at('host'), { open: value })).toMatchObject({
      refused: 'invalid',
      fields: [{ path: 'values' }],
    })
  })
})

describe('attributes', () => {
  const none = { values: {}, version: 0, recent: [] }
  const change = (set: Record<string, string>, remove: string[] = [], version = 0) => ({ version, set, remove })
  const key = fc.oneof(
    fc.constantFrom('a', 'b', 'constructor', 'toString', 'hasOwnProperty'),
    fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).filter((s) => s !== '__proto__'),
  )

  test('whatever is written in whatever order, they hold what a plain list of writes holds, within all limits', () => {
    const write = fc.record({
      set: fc.dictionary(key, fc.string({ maxLength: 40, unit: 'grapheme' }), { noNullPrototype: true }),
      remove: fc.array(key, { maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(write, { maxLength: 12 }), (writes) => {
        let state: Parameters<typeof writeAttributes>[0] = none
        const model = new Map<string, string>()
        for (const [i, { set, remove }] of writes.entries()) {
          const done = writeAttributes(state, change(named(set), remove, state.version), i * 1_000)
          if (isRefusal(done)) continue
          for (const [k, v] of Object.entries(set)) model.set(k, v)
          expect(done.removed).toEqual([...new Set(remove)].filter((k) => model.delete(k)))
          state = { values: done.values, version: state.version + 1, recent: done.recent }
          expect(new Map(Object.entries(state.values))).toEqual(model)
          expect(model.size).toBeLessThanOrEqual(16)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('a write on another version than the one that stands is refused', () => {
    expect(refusedAs(writeAttributes(none, change({ a: '1' }, [], 1), 0))).toBe('conflict')
    expect(refusedAs(writeAttributes({ ...none, version: 7 }, change({ a: '1' }, [], 6), 0))).toBe('conflict')
  })

  test('sixteen of 4 KB at most, and 16 KB in all, keys counted', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']))
    expect(refusedAs(writeAttributes(none, change(many(16)), 0))).toBeNull()
    expect(refusedAs(writeAttributes(none, change(many(17)), 0))).toBe('limit-reached')
    expect(refusedAs(writeAttributes(none, change({ a: 'x'.repeat(4_096) }), 0))).toBeNull()
    expect(refusedAs(writeAttributes(none, change({ a: 'x'.repeat(4_097) }), 0))).toBe('invalid')
    const four = { a: 'x'.repeat(4_095), b: 'x'.repeat(4_095), c: 'x'.repeat(4_095), d: 'x'.repeat(4_095) }
    expect(refusedAs(writeAttributes(none, change(four), 0))).toBeNull()
    expect(refusedAs(writeAttributes(none, change({ ...four, e: '' }), 0))).toBe('too-large')
  })

  test('a full room takes another key for one that goes in the same write', () => {
    const values = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`k${i}`, 'v']))
    expect(writeAttributes({ ...none, values }, change({ next: '1' }, ['k0']), 0)).toMatchObject({ removed: ['k0'] })
    expect(refusedAs(writeAttributes(none, change({ a: '1' }, ['a']), 0))).toBe('invalid')
  })

  test('within any second five writes pass, whatever the pattern, and who waits as told passes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 60 }), (gaps) => {
        let recent: readonly number[] = []
        let now = 0
        const passed: number[] = []
        for (const gap of gaps) {
          now += gap
          const taken = takeWrite(recent, now, ATTRIBUTE_WRITES_PER_S)
          if ('waitMs' in taken) {
            expect(taken.waitMs).toBeGreaterThan(0)
            expect('recent' in takeWrite(recent, now + taken.waitMs, ATTRIBUTE_WRITES_PER_S)).toBe(true)
          } else {
            recent = taken.recent
            passed.push(now)
            expect(recent.length).toBeLessThanOrEqual(ATTRIBUTE_WRITES_PER_S)
          }
        }
        for (const at of passed)
          expect(passed.filter((one) => one > at - 1_000 && one <= at).length).toBeLessThanOrEqual(
            ATTRIBUTE_WRITES_PER_S,
          )
      }),
    )
    expect('recent' in takeWrite([9_000, 9_001, 9_002, 9_003, 9_004], 5, ATTRIBUTE_WRITES_PER_S)).toBe(true)
  })
})

describe('counters (T10)', () => {
  const MAX = 2n ** 63n - 1n
  const MIN = -(2n ** 63n)
  const int64 = fc.bigInt({ min: MIN, max: MAX })
  const key = fc.constantFrom('a', 'b', 'constructor', 'toString', 'votes')
  const anyChange = fc.oneof(
    fc.record({ op: fc.constantFrom('set' as const, 'add' as const), key, value: int64.map(String) }),
    fc.record({ op: fc.constant('remove' as const), key }),
  )

  test('any list of changes is what exact arithmetic says, or refused with nothing half done', () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, int64.map(String), { noNullPrototype: true }),
        fc.array(anyChange, { maxLength: 20 }),
        (before, changes) => {
          const start = named(before)
          const model = new Map(Object.entries(start).map(([k, v]) => [k, BigInt(v)]))
          let fits = true
          for (const one of changes) {
            if (one.op === 'remove') model.delete(one.key)
            else model.set(one.key, BigInt(one.value) + (one.op === 'add' ? (model.get(one.key) ?? 0n) : 0n))
            const value = model.get(one.key) ?? 0n
            if (value > MAX || value < MIN) fits = false
            if (!fits) break
          }
          const done = changeCounters(start, changes as never)
          expect(isRefusal(done)).toBe(!fits)
          if (!isRefusal(done)) expect(done).toEqual(Object.fromEntries([...model].map(([k, v]) => [k, v.toString()])))
          expect(start).toEqual(named(before))
        },
      ),
    )
  })

  test.each([MAX, -MAX, MIN])('%d is kept to the last digit, and one more beyond the end is refused', (value) => {
    const kept = changeCounters({}, [{ op: 'set', key: 'a', value: value.toString() }])
    expect(kept).toEqual({ a: value.toString() })
    const beyond = value > 0n ? '1' : value === MIN ? '-1' : '-2'
    expect(refusedAs(changeCounters(kept as never, [{ op: 'add', key: 'a', value: beyond }]))).toBe('invalid')
  })

  test.each(['9223372036854775808', '-9223372036854775809', '1e3', '0x10', '', ' 1', '1.5', '+1', 'x'])(
    'the contract takes no %j for a number',
    (text) => expect(CounterValue.safeParse(text).success).toBe(false),
  )
  test.each(['', '__proto__', 'x'.repeat(129)])('nor %j for a key', (text) => {
    expect(CounterKey.safeParse(text).success).toBe(false)
    expect(api.fields.CounterChange.safeParse({ op: 'remove', key: text }).success).toBe(false)
  })

  test('twenty at most, counted when all is done; written again they are plain digits', () => {
    const set = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ op: 'set' as const, key: `k${i}`, value: '1' }))
    expect(refusedAs(changeCounters({}, set(20)))).toBeNull()
    expect(refusedAs(changeCounters({}, set(21)))).toBe('limit-reached')
    expect(refusedAs(changeCounters({}, [...set(21), { op: 'remove', key: 'k0' }]))).toBeNull()
    expect(
      changeCounters({}, [
        { op: 'set', key: 'a', value: '-0' },
        { op: 'add', key: 'b', value: '007' },
      ]),
    ).toEqual({ a: '0', b: '7' })
    expect(refusedAs(changeCounters({}, [{ op: 'set', key: 'a\0', value: '1' }]))).toBe('invalid')
    expect(refusedAs(changeCounters({}, [{ op: 'set', key: '__proto__', value: '1' }]))).toBe('invalid')
  })
})
