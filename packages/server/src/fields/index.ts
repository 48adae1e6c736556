// The door of fields: what an app keeps in its rooms for itself.
import { api, isRefusal, type RoomId, refuse } from '@hawker/protocol'
import { bind, type Route } from '#http'
import type { SnapshotSource } from '#rooms'
import { changeCounters } from './change-counters.ts'
import { operates, readable } from './core/roles.ts'
import { createCounterNews } from './counter-news.ts'
import { changeField, declareField } from './declare-field.ts'
import { type FieldsDeps, nameOf, visibleRoom } from './shared.ts'
import { listDeclarations, readAll, readCounters } from './store.ts'
import { readRoomAttributes, writeAttributes } from './write-attributes.ts'
import { readRoomFields, writeRoomFields } from './write-fields.ts'

export type { FieldsDeps } from './shared.ts'

export interface Fields {
  readonly routes: Route[]
  readonly source: SnapshotSource
  stop(): void
}

export const createFields = (deps: FieldsDeps): Fields => {
  const { db } = deps
  const news = createCounterNews(deps)

  const operated = async (actor: Parameters<typeof visibleRoom>[1], room: RoomId) => {
    const place = await visibleRoom(deps, actor, room)
    if (isRefusal(place)) return place
    return operates(actor, place.facts.host?.id ?? null) ? place : refuse('not-allowed')
  }

  const kept: SnapshotSource['kept'] = async (app, room) => {
    const all = await readAll(db.of(app), app, room)
    const values = all.type === null ? {} : readable(all.fields, all.declared, all.type, 'anyone')
    return {
      fields: { values, version: all.fieldsVersion },
      attributes: { values: all.attributes, version: all.attributesVersion },
      counters: all.counters,
    }
  }

  const contract = api.fields
  return {
    routes: [
      bind(contract.listFields, async ({ actor }) => ({ fields: await listDeclarations(db.of(actor.app), actor.app) })),
      bind(contract.declareField, ({ actor, body }) => declareField(deps, actor, body)),
      bind(contract.changeField, ({ actor, params, body }) => changeField(deps, actor, params.name, body.types)),

      bind(contract.readRoomFields, async ({ actor, params, query }) => {
        const place = await visibleRoom(deps, actor, params.room, query.app)
        return isRefusal(place) ? place : readRoomFields(deps, actor, place)
      }),
      bind(contract.writeRoomFields, async ({ actor, params, body }) => {
        const place = await visibleRoom(deps, actor, params.room)
        return isRefusal(place) ? place : writeRoomFields(deps, actor, place, body.values)
      }),

      bind(contract.readAttributes, async ({ actor, params, query }) => {
        const place = await visibleRoom(deps, actor, params.room, query.app)
        return isRefusal(place) ? place : readRoomAttributes(deps, place.app, params.room)
      }),
      bind(contract.writeAttributes, async ({ actor, params: { room }, body }) => {
        const place = await operated(actor, room)
        return isRefusal(place) ? place : writeAttributes(deps, { app: place.app, room, by: nameOf(actor) }, body)
      }),

      bind(contract.readCounters, async ({ actor, params: { room }, query }) => {
        const place = await visibleRoom(deps, actor, room, query.app)
        if (isRefusal(place)) return place
        return { counters: await readCounters(db.of(place.app), place.app, room) }
      }),
      bind(contract.changeCounters, async ({ actor, params: { room }, body }) => {
        const place = await operated(actor, room)
        if (isRefusal(place)) return place
        const counters = await changeCounters(deps, news, { app: place.app, room }, body.changes)
        return isRefusal(counters) ? counters : { counters }
      }),
    ],
    source: { kept },
    stop: news.stop,
  }
}
