import { mayInRoom, mayModerate, type Right } from '../rights.ts'
import { useYou } from '../session/you.ts'
import { useRoomState } from './live-room.ts'

/** Whether you may, in the room you are in. */
export const useMayHere = (right: Right): boolean => {
  const { person } = useYou()
  return useRoomState(({ room }) => mayInRoom(person, right, room))
}

/** Whom you may mute, kick or ban here. */
export const useMayModerate = (): ((other: Parameters<typeof mayModerate>[1]) => boolean) => {
  const { person } = useYou()
  const here = useMayHere('room.operate')
  return (other) => here && mayModerate(person, other)
}
