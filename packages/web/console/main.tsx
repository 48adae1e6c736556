import { viewOfQuery } from '../staff/pages.ts'
import { RoomFrame } from '../staff/room/room-frame.tsx'
import { roomOfPath } from '../staff/route.ts'
import { ShopPage } from '../staff/shop-page.tsx'
import { startStaffPage } from '../staff/start.tsx'
import { Console } from './console.tsx'
import en from './words/en.ts'
import zh from './words/zh-cn.ts'

const room = roomOfPath(location.pathname)

void startStaffPage({
  scheme: 'light',
  words: { en, 'zh-CN': zh },
  page: room ? (
    <RoomFrame id={room} home="/console">
      <Console />
    </RoomFrame>
  ) : (
    <ShopPage view={viewOfQuery(location.search)} />
  ),
})
