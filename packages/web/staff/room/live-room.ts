// The room a staff page is in: entered as soon as it is opened.
import type { Hawker } from '@hawker/sdk'
import * as shared from '../../ui/live-room.ts'

export { type LiveRoom, LiveRoomContext, useLink, useLiveRoom, useRoomEvent, useRoomState } from '../../ui/live-room.ts'

export const openLiveRoom = (hawker: Hawker, id: string): shared.LiveRoom => {
  const live = shared.openLiveRoom(hawker, id)
  void live.room.join()
  return live
}
