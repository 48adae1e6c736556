// Where players fetch: `/live/<playName>/index.m3u8` and the files it names. A blocking reload waits here.
import type { Packager, ResourceName } from '@hawker/media'
import type { RawContext, RawRoute } from '#http'
import type { Broadcast } from './broadcast.ts'
import type { Directory } from './directory.ts'
import type { FarOrigin } from './far-origin.ts'

export const PLAYLIST_FILE = 'index.m3u8'
/** How long a request is held: the standard's three target durations (rfc8216bis 6.2.5.2). L7. */
const HELD_TARGETS = 3
/** How many parts ahead of the edge may be asked for. L7. */
const PARTS_AHEAD_MAX = 2
/** The runtime must not cut a request that we hold; it does by progress, in steps of 4 s. */
const IDLE_S = 30

const FOREVER = 'public, max-age=3600, immutable'
const UNTIL_NEXT = 'public, max-age=6'
const NEVER = 'no-store'

const headers = (type: string, cache: string) => ({
  'content-type': type,
  'cache-control': cache,
  'access-control-allow-origin': '*',
  'timing-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
})

const plain = (status: number, text: string, more: Record<string, string> = {}) =>
  new Response(text, { status, headers: { ...headers('text/plain; charset=utf-8', NEVER), ...more } })
const unknown = () => plain(404, 'There is no such thing here.\n')
const playlist = (text: string, cache: string) =>
  new Response(text, { headers: headers('application/vnd.apple.mpegurl', cache) })
const media = (bytes: Uint8Array) => new Response(bytes as BodyInit, { headers: headers('video/mp4', FOREVER) })

const whole = (text: string | null): number | null | 'wrong' =>
  text === null ? null : /^\d{1,12}$/.test(text) ? Number(text) : 'wrong'

/** Which part a player waits for; null for none, 'wrong' for what nobody may ask. */
const askedFor = (query: URLSearchParams, packager: Packager): { msn: number; part?: number } | null | 'wrong' => {
  const msn = whole(query.get('_HLS_msn'))
  const part = whole(query.get('_HLS_part'))
  if (msn === 'wrong' || part === 'wrong') return 'wrong'
  if (msn === null) return part === null ? null : 'wrong'
  const { edge } = packager
  const tooFar =
    msn > edge.msn + 1 ||
    (msn === edge.msn && part !== null && part > edge.part + PARTS_AHEAD_MAX) ||
    (msn === edge.msn + 1 && part !== null && part > PARTS_AHEAD_MAX)
  if (tooFar && !edge.ended) return 'wrong'
  return part === null ? { msn } : { msn, part }
}

const heldMs = (packager: Packager) => HELD_TARGETS * packager.targetDurationMs

const servePlaylist = async (broadcast: Broadcast, request: Request, context: RawContext): Promise<Response> => {
  const { packager, held } = broadcast
  const asked = askedFor(context.url.searchParams, packager)
  if (asked === 'wrong') return plain(400, 'This is too far ahead, or not a number.\n')
  const ready = () =>
    packager.playlist() !== undefined && (asked === null || packager.has(asked.msn, asked.part) || broadcast.ended)
  if (!ready() && request.method === 'GET') {
    context.setIdleTimeout(IDLE_S)
    const how = await held.hold(ready, heldMs(packager), request.signal)
    if (how === 'full') return plain(503, 'Too many are waiting.\n', { 'retry-after': '1' })
  }
  const text = packager.playlist()
  if (text === undefined) return unknown()
  // A stream without its publisher answers with what there is: the player asks again and goes on when it returns.
  return playlist(text, asked !== null && ready() && !broadcast.ended ? UNTIL_NEXT : NEVER)
}

const bytesOf = (packager: Packager, name: ResourceName): Uint8Array | undefined => {
  if (name.kind === 'init') return packager.init(name.id)
  if (name.kind === 'segment') return packager.segment(name.msn)
  return packager.part(name.msn, name.part)
}

const serveFile = async (broadcast: Broadcast, file: string, request: Request, context: RawContext) => {
  const { packager, held } = broadcast
  const name = packager.resolve(file)
  if (!name) return unknown()
  const { edge } = packager
  const hinted = name.kind === 'part' && name.msn === edge.msn && name.part === edge.part && !broadcast.ended
  if (hinted && request.method === 'GET') {
    context.setIdleTimeout(IDLE_S)
    const there = () => bytesOf(packager, name) !== undefined || packager.edge.msn > name.msn || broadcast.ended
    const how = await held.hold(there, heldMs(packager), request.signal)
    if (how === 'full') return plain(503, 'Too many are waiting.\n', { 'retry-after': '1' })
  }
  const bytes = bytesOf(packager, name)
  return bytes ? media(bytes) : unknown()
}

const serveHere = (broadcast: Broadcast, file: string, request: Request, context: RawContext) =>
  file === PLAYLIST_FILE ? servePlaylist(broadcast, request, context) : serveFile(broadcast, file, request, context)

const placeOf = (url: URL): { playName: string; file: string } | null => {
  const [, , playName, file, ...more] = url.pathname.split('/')
  return playName && file && more.length === 0 ? { playName, file } : null
}

/** Another process's, for one that was asked for it here. What is not here is nowhere: nobody is sent on twice. */
export const servePlayed = async (
  played: (playName: string) => Broadcast | null,
  request: Request,
  context: RawContext,
): Promise<Response> => {
  const place = placeOf(context.url)
  const broadcast = place && played(place.playName)
  return broadcast ? serveHere(broadcast, place.file, request, context) : unknown()
}

export interface Elsewhere {
  readonly directory: Pick<Directory, 'whereIs' | 'forget'>
  readonly origin: FarOrigin
}

/** Our names and the two numbers a player sends; anything else would make many requests of one. */
const FAR_NAME = /^[\w-]{1,64}$/
const FAR_FILE = /^[\w.-]{1,128}$/
const farTarget = (playName: string, file: string, query: URLSearchParams): string | null => {
  const asked = new URLSearchParams()
  for (const name of ['_HLS_msn', '_HLS_part']) {
    const value = query.get(name)
    if (value !== null && !/^\d{1,12}$/.test(value)) return null
    if (value !== null) asked.set(name, value)
  }
  const search = asked.size > 0 ? `?${asked}` : ''
  return FAR_NAME.test(playName) && FAR_FILE.test(file) ? `/live/${playName}/${file}${search}` : null
}

const serveFar = async (
  { directory, origin }: Elsewhere,
  { playName, file }: { playName: string; file: string },
  context: RawContext,
): Promise<Response> => {
  const target = farTarget(playName, file, context.url.searchParams)
  const address = target && (await directory.whereIs(playName))
  if (!address) return unknown()
  context.setIdleTimeout(IDLE_S)
  try {
    const answer = await origin.fetch(address, target)
    if (answer === 'busy') return plain(503, 'Too many are waiting.\n', { 'retry-after': '1' })
    if (answer.status === 404 && file === PLAYLIST_FILE) directory.forget(playName)
    return answer
  } catch {
    directory.forget(playName)
    // The picture is interrupted, not gone: its publisher comes back to another process.
    return plain(503, 'The picture is interrupted.\n', { 'retry-after': '1' })
  }
}

export const playlistRoutes = (
  played: (playName: string) => Broadcast | null,
  elsewhere: Elsewhere | null = null,
): RawRoute => ({
  prefix: '/live/',
  async handle(request, context) {
    const place = placeOf(context.url)
    if (!place) return unknown()
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return plain(405, 'GET or HEAD.\n', { allow: 'GET, HEAD' })
    const broadcast = played(place.playName)
    if (broadcast) return serveHere(broadcast, place.file, request, context)
    return elsewhere ? serveFar(elsewhere, place, context) : unknown()
  },
})
