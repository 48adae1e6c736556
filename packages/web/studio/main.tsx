import { RoomFrame } from '../staff/room/room-frame.tsx'
import { RoomList } from '../staff/rooms/room-list.tsx'
import { roomOfPath } from '../staff/route.ts'
import { startStaffPage } from '../staff/start.tsx'
import { Studio } from './studio.tsx'
import en from './words/en.ts'
import zh from './words/zh-cn.ts'

const room = roomOfPath(location.pathname)

void startStaffPage({
  scheme: 'dark',
  words: { en, 'zh-CN': zh },
  page: room ? (
    <RoomFrame id={room} home="/studio">
      <Studio />
    </RoomFrame>
  ) : (
    <RoomList at="studio" />
  ),
})
