// The viewer's pages: the lobby, a room, my orders. Three addresses need no router.
import { createHawker, type Hawker } from '@hawker/sdk'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/tokens.css'
import '../ui/base.css'
import { startI18n } from '../ui/i18n/index.ts'
import wordsEn from './words-en.ts'
import wordsZh from './words-zh-cn.ts'

const app = new URLSearchParams(location.search).get('app')
const fixture = import.meta.env.DEV && new URLSearchParams(location.search).has('fixture')

const openHawker = async (): Promise<Hawker> => {
  if (fixture) return (await import('./fixture/hawker.ts')).fixtureHawker()
  return createHawker(app === null ? {} : { app })
}

/** Each page is a file of its own: the lobby does not wait for the player. */
const openPage = async (): Promise<(hawker: Hawker) => ReactNode> => {
  const room = location.pathname.match(/^\/r\/([A-Za-z0-9_-]{1,64})\/?$/)?.[1]
  if (room !== undefined) {
    const { RoomPage } = await import('./room/room-page.tsx')
    return (hawker) => <RoomPage hawker={hawker} id={room} />
  }
  if (location.pathname.startsWith('/me/')) {
    const { OrdersPage } = await import('./lobby/orders-page.tsx')
    return (hawker) => <OrdersPage hawker={hawker} />
  }
  const { Lobby } = await import('./lobby/lobby.tsx')
  return (hawker) => <Lobby hawker={hawker} />
}

/**
 * A shop sends its customer here with `#ticket=…`, signed by its server: a fragment, so that no log on the way holds it.
 * One that is too old changes nothing: the customer is a guest.
 */
const enterByTicket = async (hawker: Hawker): Promise<void> => {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket')
  if (ticket === null) return
  history.replaceState(history.state, '', location.pathname + location.search)
  await hawker.session.signInByTicket(ticket)
}

const [hawker, page] = await Promise.all([openHawker(), openPage(), startI18n({ en: wordsEn, 'zh-CN': wordsZh })])

await enterByTicket(hawker)
createRoot(document.getElementById('root')!).render(page(hawker))
