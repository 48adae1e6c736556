// What staff in a room hear besides: who did what, one-to-one messages, and once a second what goes out.
import type { AppId, RoomId, RoomMeters, StaffMeters } from '@hawker/protocol'
import type { Notices } from '#bus'
import type { FrameSink, Rooms } from './door.ts'
import type { LiveRoomBody } from './live-room.ts'

const STAFF_TOPIC = 'rooms.staff'

interface StaffNotice {
  readonly app: AppId
  readonly room: RoomId | null
  readonly message: string
}

export interface StaffDeps {
  readonly live: ReadonlyMap<string, LiveRoomBody>
  readonly notices: Notices
  readonly sink: () => FrameSink | null
  readonly metersOf: (room: LiveRoomBody) => RoomMeters
  /** Parts of the platform in trouble. */
  readonly degraded: () => readonly string[]
}

export const createStaffTopic = ({ live, notices, sink, metersOf, degraded }: StaffDeps) => {
  const publish = (room: LiveRoomBody, message: string) => {
    if (room.crowd.staffSockets > 0) sink()?.publish(room.staffTopic, message)
  }
  const stopHearing = notices.subscribe(STAFF_TOPIC, (body) => {
    const { app, room: id, message } = body as StaffNotice
    if (id === null) {
      for (const room of live.values()) if (room.app === app) publish(room, message)
    } else {
      const room = live.get(`${app}/${id}`)
      if (room) publish(room, message)
    }
  })
  const tell: Rooms['tellStaff'] = (app, room, message) =>
    notices.publish(STAFF_TOPIC, { app, room, message: JSON.stringify(message) } satisfies StaffNotice)

  return {
    tell,
    /** Once a second. */
    turn: (): void => {
      for (const room of live.values()) {
        if (room.crowd.staffSockets === 0) continue
        const told: StaffMeters = { type: 'staff.meters', meters: metersOf(room), degraded: degraded() }
        publish(room, JSON.stringify(told))
      }
    },
    stop: stopHearing,
  }
}
