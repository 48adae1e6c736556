// Speaking in a room without being in it (S38): droppable like what its members say (S39).
import { type Actor, type api, isRefusal, type Refusal, type RoomId, refuse } from '@hawker/protocol'
import { type MessagesDeps, operatedRoom } from './shared.ts'

type Body = NonNullable<typeof api.messages.postMessage.body>['_output']

const PRIORITY = { high: 1, normal: 2, low: 3 } as const
/** Hosts and assistants speak above viewers wherever they speak from. */
const STAFF_PRIORITY = 1

export const postMessage = async (
  deps: Pick<MessagesDeps, 'rooms'>,
  actor: Actor,
  room: RoomId,
  body: Body,
): Promise<{ id: string } | Refusal> => {
  const facts = await operatedRoom(deps, actor, room)
  if (isRefusal(facts)) return facts
  const from = actor.kind === 'person' ? actor.person : null
  const asked = body.type === 'custom' ? body.priority : undefined
  if (from !== null && asked !== undefined)
    return refuse('not-allowed', { message: 'Only your server chooses a priority.' })
  const priority = from === null ? PRIORITY[asked ?? 'normal'] : STAFF_PRIORITY
  if (body.type === 'chat') return deps.rooms.post(actor.app, room, from, { text: body.text }, priority)
  const { data, description, extension } = body
  return deps.rooms.post(actor.app, room, from, { data, description, extension }, priority)
}
