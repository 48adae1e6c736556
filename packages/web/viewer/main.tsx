// The viewer's pages: the lobby, a room, my orders. Three addresses need no router.
import { createHawker } from '@hawker/sdk'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/base.css'
import { startI18n } from '../ui/i18n/index.ts'
import { Lobby } from './lobby/lobby.tsx'
import { OrdersPage } from './lobby/orders-page.tsx'
import { RoomPage } from './room/room-page.tsx'
import wordsEn from './words-en.ts'
import wordsZh from './words-zh-cn.ts'

const app = new URLSearchParams(location.search).get('app')
const fixture = import.meta.env.DEV && new URLSearchParams(location.search).has('fixture')

const openHawker = async () => {
  if (fixture) return (await import('./fixture/hawker.ts')).fixtureHawker()
  return createHawker(app === null ? {} : { app })
}

const [hawker] = await Promise.all([openHawker(), startI18n({ en: wordsEn, 'zh-CN': wordsZh })])

const page = (): ReactNode => {
  const room = location.pathname.match(/^\/r\/([A-Za-z0-9_-]{1,64})\/?$/)?.[1]
  if (room !== undefined) return <RoomPage hawker={hawker} id={room} />
  if (location.pathname.startsWith('/me/')) return <OrdersPage hawker={hawker} />
  return <Lobby hawker={hawker} />
}

createRoot(document.getElementById('root')!).render(page())
