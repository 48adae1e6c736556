// What a process said to its own viewers while the shared log was away, to be told to the others when it is back.
// Bounded: the oldest goes first, and is counted.

import type { BatchId, LogEntry, RoomKey } from '../door.ts'
import { DROPPED } from './admission.ts'

/** Ordered messages of one room. */
export const KEPT_PER_ROOM_MAX = 1_000
/** Of all rooms together. */
export const KEPT_MAX_BYTES = 16 * 1_048_576
/** Messages told to the others in one append. */
const CHUNK_MAX = 100

interface Chunk {
  readonly room: KeptRoom
  readonly batch: BatchId
  entries: LogEntry[]
  /**
   * Where each entry stood in the batch when it was handed to the shared log, whose answer never came: it may have taken
   * the batch, and dropped some of it for the budget. Null: never handed in.
   */
  readonly places: readonly number[] | null
  /** Handed in: nothing may be added under this batch id any more. */
  sealed: boolean
}

interface KeptRoom {
  readonly name: string
  readonly key: RoomKey
  readonly chunks: Chunk[]
  count: number
}

/** What this entry costs while it waits: its text and about as much again as it takes to hold it. */
const bytesOf = ({ json }: LogEntry): number => json.length + 200

export class KeptEntries {
  readonly #rooms = new Map<string, KeptRoom>()
  /** By age. */
  readonly #chunks = new Set<Chunk>()
  readonly #nextBatch: () => BatchId
  #entries = 0
  #bytes = 0
  #lost = 0

  constructor(nextBatch: () => BatchId) {
    this.#nextBatch = nextBatch
  }

  get entries(): number {
    return this.#entries
  }
  get bytes(): number {
    return this.#bytes
  }
  /** Found no place, since the start. */
  get lost(): number {
    return this.#lost
  }
  get rooms(): readonly KeptRoom[] {
    return [...this.#rooms.values()]
  }

  /** Said alone, and never handed to the shared log. */
  keep(name: string, key: RoomKey, entries: readonly LogEntry[]): void {
    const room = this.#room(name, key)
    for (const entry of entries) {
      let chunk = room.chunks.at(-1)
      if (!chunk || chunk.sealed || chunk.entries.length >= CHUNK_MAX) chunk = this.#open(room, this.#nextBatch(), null)
      this.#add(chunk, entry)
    }
    this.#bound(room)
  }

  /** Said alone after the shared log was asked under this batch id and did not answer. */
  keepDoubtful(
    name: string,
    key: RoomKey,
    batch: BatchId,
    entries: readonly LogEntry[],
    places: readonly number[],
  ): void {
    const room = this.#room(name, key)
    const chunk = this.#open(room, batch, places)
    chunk.sealed = true
    for (const entry of entries) this.#add(chunk, entry)
    this.#bound(room)
  }

  first(name: string): Chunk | null {
    const chunk = this.#rooms.get(name)?.chunks[0]
    if (!chunk) return null
    chunk.sealed = true
    return chunk
  }

  /** The shared log has it, except what the budget dropped when it was first handed in: that is still to be told. */
  done(chunk: Chunk, admitted: Uint8Array): void {
    const { room, places, entries } = chunk
    const flagOf = (i: number) => admitted[places && admitted.length !== entries.length ? places[i]! : i]
    const dropped = places ? entries.filter((_, i) => flagOf(i) === DROPPED) : []
    this.#drop(chunk)
    if (dropped.length === 0) return
    const again = this.#open(this.#room(room.name, room.key), this.#nextBatch(), null)
    for (const entry of dropped) this.#add(again, entry)
    const { chunks } = again.room
    chunks.unshift(chunks.pop()!)
  }

  /** The shared log will never take it. */
  lose(chunk: Chunk): void {
    this.#lost += chunk.entries.length
    this.#drop(chunk)
  }

  redact(name: string, ids: ReadonlySet<string>, tombstoneJson: string): void {
    for (const chunk of this.#rooms.get(name)?.chunks ?? [])
      chunk.entries = chunk.entries.map((entry) => {
        if (!ids.has(entry.eventId ?? entry.onceId ?? '')) return entry
        this.#bytes += tombstoneJson.length - entry.json.length
        return { ...entry, json: tombstoneJson }
      })
  }

  #room(name: string, key: RoomKey): KeptRoom {
    const known = this.#rooms.get(name)
    if (known) return known
    const made: KeptRoom = { name, key, chunks: [], count: 0 }
    this.#rooms.set(name, made)
    return made
  }

  #open(room: KeptRoom, batch: BatchId, places: readonly number[] | null): Chunk {
    const chunk: Chunk = { room, batch, entries: [], places, sealed: false }
    room.chunks.push(chunk)
    this.#chunks.add(chunk)
    return chunk
  }

  #add(chunk: Chunk, entry: LogEntry): void {
    chunk.entries.push(entry)
    chunk.room.count += 1
    this.#entries += 1
    this.#bytes += bytesOf(entry)
  }

  #bound(room: KeptRoom): void {
    while (room.count > KEPT_PER_ROOM_MAX) this.lose(room.chunks[0]!)
    for (const chunk of this.#chunks) {
      if (this.#bytes <= KEPT_MAX_BYTES) return
      this.lose(chunk)
    }
  }

  #drop(chunk: Chunk): void {
    if (!this.#chunks.delete(chunk)) return
    const { room } = chunk
    room.chunks.splice(room.chunks.indexOf(chunk), 1)
    room.count -= chunk.entries.length
    this.#entries -= chunk.entries.length
    for (const entry of chunk.entries) this.#bytes -= bytesOf(entry)
    if (room.chunks.length === 0) this.#rooms.delete(room.name)
  }
}
