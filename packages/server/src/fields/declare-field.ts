// Declaring a field, and changing who may read and write it: it counts from the commit on, in every process.
import { type Actor, type FieldDeclaration, isRefusal, type Refusal, refuse } from '@hawker/protocol'
import { changeTypes, checkDeclaration } from './core/declarations.ts'
import { type FieldsDeps, nameOf } from './shared.ts'
import { addDeclaration, listDeclarations, lockDeclaration, lockDeclarations, putTypes } from './store.ts'

type Deps = Pick<FieldsDeps, 'db' | 'journal' | 'clock'>

export const declareField = (
  { db, journal, clock }: Deps,
  actor: Actor,
  field: FieldDeclaration,
): Promise<FieldDeclaration | Refusal> =>
  db
    .of(actor.app)
    .transaction()
    .execute(async (tx) => {
      const { app } = actor
      await lockDeclarations(tx, app)
      const refusal = checkDeclaration(await listDeclarations(tx, app), field)
      if (refusal) return refusal
      await addDeclaration(tx, app, field, clock.now())
      await journal.append(tx, { app, room: null, kind: 'field.declared', by: nameOf(actor), payload: field })
      return field
    })

export const changeField = (
  { db, journal }: Deps,
  actor: Actor,
  name: string,
  changes: FieldDeclaration['types'],
): Promise<FieldDeclaration | Refusal> =>
  db
    .of(actor.app)
    .transaction()
    .execute(async (tx) => {
      const { app } = actor
      const field = await lockDeclaration(tx, app, name)
      if (field === null) return refuse('not-found')
      const types = changeTypes(field.types, changes)
      if (isRefusal(types)) return types
      await putTypes(tx, app, name, types)
      const payload = { name, from: field.types, to: types }
      await journal.append(tx, { app, room: null, kind: 'field.changed', by: nameOf(actor), payload })
      return { ...field, types }
    })
