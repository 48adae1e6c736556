// What is declared and kept; nobody else writes these tables.
import type { AppId, FieldDeclaration, Millis, RoomId } from '@hawker/protocol'
import { type Kysely, sql } from 'kysely'
import type { Attributes } from './core/attributes.ts'
import type { Counters } from './core/counters.ts'

type Db = Kysely<unknown>
type Values = Record<string, string>

const DECLARED = sql`name, belongs_to as "of", types`

/** One declaration of an app at a time, so that its names and their number hold (S42). */
export const lockDeclarations = (tx: Db, app: AppId) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`fields ${app}`}, 0))`.execute(tx)

export const listDeclarations = async (db: Db, app: AppId): Promise<FieldDeclaration[]> => {
  const { rows } = await sql<FieldDeclaration>`
    select ${DECLARED} from field_declarations where app_id = ${app} order by declared_at, name`.execute(db)
  return rows
}

/** Those of these names, as they stand until the transaction ends: a change of permissions waits for it. */
export const holdDeclarations = async (tx: Db, app: AppId, names: readonly string[]): Promise<FieldDeclaration[]> => {
  const { rows } = await sql<FieldDeclaration>`
    select ${DECLARED} from field_declarations
    where app_id = ${app} and name = any(${names}::text[]) order by name for share`.execute(tx)
  return rows
}

export const lockDeclaration = async (tx: Db, app: AppId, name: string): Promise<FieldDeclaration | null> => {
  const { rows } = await sql<FieldDeclaration>`
    select ${DECLARED} from field_declarations where app_id = ${app} and name = ${name} for update`.execute(tx)
  return rows[0] ?? null
}

export const addDeclaration = (tx: Db, app: AppId, { name, of, types }: FieldDeclaration, at: Millis) =>
  sql`
    insert into field_declarations (app_id, name, belongs_to, types, declared_at)
    values (${app}, ${name}, ${of}, ${JSON.stringify(types)}::jsonb, ${at})`.execute(tx)

export const putTypes = (tx: Db, app: AppId, name: string, types: FieldDeclaration['types']) =>
  sql`
    update field_declarations set types = ${JSON.stringify(types)}::jsonb
    where app_id = ${app} and name = ${name}`.execute(tx)

export interface KeptFields {
  readonly kept: Values
  readonly version: number
}

export const readFields = async (db: Db, app: AppId, room: RoomId): Promise<KeptFields> => {
  const { rows } = await sql<KeptFields>`
    select kept, version from room_fields where app_id = ${app} and room_id = ${room}`.execute(db)
  return rows[0] ?? { kept: {}, version: 0 }
}

export interface LockedFields extends KeptFields {
  readonly recent: readonly Millis[]
}

/** Nobody else writes the fields of this room until the transaction ends. */
export const lockFields = async (tx: Db, app: AppId, room: RoomId, type: string): Promise<LockedFields> => {
  const lock = sql<LockedFields>`
    select kept, version, recent from room_fields where app_id = ${app} and room_id = ${room} for update`
  const known = (await lock.execute(tx)).rows[0]
  if (known) return known
  await sql`
    insert into room_fields (app_id, room_id, type) values (${app}, ${room}, ${type}) on conflict do nothing`.execute(
    tx,
  )
  return (await lock.execute(tx)).rows[0]!
}

export const putFields = (tx: Db, app: AppId, room: RoomId, { kept, version, recent }: LockedFields) =>
  sql`
    update room_fields set
      kept = ${JSON.stringify(kept)}::jsonb, version = ${version}, recent = ${JSON.stringify(recent)}::jsonb
    where app_id = ${app} and room_id = ${room}`.execute(tx)

const NO_ATTRIBUTES: Attributes = { values: {}, version: 0, recent: [] }

export const readAttributes = async (db: Db, app: AppId, room: RoomId): Promise<Attributes> => {
  const { rows } = await sql<Attributes>`
    select kept as values, version, recent from room_attributes
    where app_id = ${app} and room_id = ${room}`.execute(db)
  return rows[0] ?? NO_ATTRIBUTES
}

/** Nobody else writes the attributes of this room until the transaction ends. */
export const lockAttributes = async (tx: Db, app: AppId, room: RoomId): Promise<Attributes> => {
  const lock = sql<Attributes>`
    select kept as values, version, recent from room_attributes
    where app_id = ${app} and room_id = ${room} for update`
  const known = (await lock.execute(tx)).rows[0]
  if (known) return known
  await sql`
    insert into room_attributes (app_id, room_id) values (${app}, ${room}) on conflict do nothing`.execute(tx)
  return (await lock.execute(tx)).rows[0]!
}

export const putAttributes = (tx: Db, app: AppId, room: RoomId, { values, version, recent }: Attributes) =>
  sql`
    update room_attributes set
      kept = ${JSON.stringify(values)}::jsonb, version = ${version}, recent = ${JSON.stringify(recent)}::jsonb
    where app_id = ${app} and room_id = ${room}`.execute(tx)

export const readCounters = async (db: Db, app: AppId, room: RoomId): Promise<Counters> => {
  const { rows } = await sql<{ kept: Counters }>`
    select kept from room_counters where app_id = ${app} and room_id = ${room}`.execute(db)
  return rows[0]?.kept ?? {}
}

/** Nobody else changes the counters of this room until the transaction ends. */
export const lockCounters = async (tx: Db, app: AppId, room: RoomId): Promise<Counters> => {
  const lock = sql<{ kept: Counters }>`
    select kept from room_counters where app_id = ${app} and room_id = ${room} for update`
  const known = (await lock.execute(tx)).rows[0]
  if (known) return known.kept
  await sql`insert into room_counters (app_id, room_id) values (${app}, ${room}) on conflict do nothing`.execute(tx)
  return (await lock.execute(tx)).rows[0]!.kept
}

export const putCounters = (tx: Db, app: AppId, room: RoomId, counters: Counters) =>
  sql`
    update room_counters set kept = ${JSON.stringify(counters)}::jsonb
    where app_id = ${app} and room_id = ${room}`.execute(tx)

export interface AllKept {
  readonly declared: FieldDeclaration[]
  /** Null: no field was ever written here. */
  readonly type: string | null
  readonly fields: Values
  readonly fieldsVersion: number
  readonly attributes: Values
  readonly attributesVersion: number
  readonly counters: Values
}

/** All that a snapshot needs, in one query: every room that has somebody coming in asks once a second. */
export const readAll = async (db: Db, app: AppId, room: RoomId): Promise<AllKept> => {
  const { rows } = await sql<AllKept>`
    select
      (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'of', belongs_to, 'types', types)), '[]')
        from field_declarations where app_id = ${app} and belongs_to = 'room') as declared,
      f.type, coalesce(f.kept, '{}') as fields, coalesce(f.version, 0) as "fieldsVersion",
      coalesce(a.kept, '{}') as attributes, coalesce(a.version, 0) as "attributesVersion",
      coalesce(c.kept, '{}') as counters
    from (select ${app}::text as app_id, ${room}::text as room_id) r
    left join room_fields f using (app_id, room_id)
    left join room_attributes a using (app_id, room_id)
    left join room_counters c using (app_id, room_id)`.execute(db)
  return rows[0]!
}
