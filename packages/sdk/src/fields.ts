// What an app keeps in its rooms for itself. Those in a room have it in `state.fields`, `.attributes` and `.counters`.
import { isRefusal } from '@hawker/protocol/refusal'
import type { Ask, Call } from './http.ts'

const EDITS_MAX = 5

type Written = Omit<Ask<'fields.writeAttributes'>['body'], 'version'>

/**
 * Fields, attributes, counters.
 * @example
 * await hawker.fields.write('tea', { add_goods: '["celadon-cup"]' })
 * await hawker.fields.counters.add('tea', 'votes_red', 1)
 */
export const createFields = (call: Call, app?: string) => {
  const query = app === undefined ? {} : { app }
  const change = (room: string, changes: Ask<'fields.changeCounters'>['body']['changes']) =>
    call('fields.changeCounters', { params: { room }, body: { changes } })
  const attributes = {
    read: (room: string) => call('fields.readAttributes', { params: { room }, query }),
    /** `version`: the one that was read; `conflict` when somebody wrote since. */
    write: (room: string, version: number, written: Written) =>
      call('fields.writeAttributes', { params: { room }, body: { version, ...written } }),
    /** Reads, decides and writes, again from the start while others write in between. */
    edit: async (room: string, decide: (values: Readonly<Record<string, string>>) => Written) => {
      for (let edits = 1; ; edits++) {
        const now = await attributes.read(room)
        if (isRefusal(now)) return now
        const done = await attributes.write(room, now.version, decide(now.values))
        if (!isRefusal(done) || done.refused !== 'conflict' || edits >= EDITS_MAX) return done
      }
    },
  }
  return {
    /** What the app has declared. */
    list: () => call('fields.listFields', {}),
    declare: (field: Ask<'fields.declareField'>['body']) => call('fields.declareField', { body: field }),
    /** Who may read and write it, by room type; takes effect at once. */
    change: (name: string, types: Ask<'fields.changeField'>['body']['types']) =>
      call('fields.changeField', { params: { name }, body: { types } }),
    /** The values that you may read. */
    read: (room: string) => call('fields.readRoomFields', { params: { room }, query }),
    write: (room: string, values: Record<string, string>) =>
      call('fields.writeRoomFields', { params: { room }, body: { values } }),
    attributes,
    /** 64-bit whole numbers, as decimal digits in answers: `BigInt(counters.votes)`. */
    counters: {
      read: (room: string) => call('fields.readCounters', { params: { room }, query }),
      add: (room: string, key: string, by: number | bigint) => change(room, [{ op: 'add', key, value: `${by}` }]),
      set: (room: string, key: string, to: number | bigint) => change(room, [{ op: 'set', key, value: `${to}` }]),
      remove: (room: string, key: string) => change(room, [{ op: 'remove', key }]),
      /** All of them or none. */
      change,
    },
  }
}

export type Fields = ReturnType<typeof createFields>
