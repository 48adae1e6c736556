// Draws the sheet on top. Those below wait, unmounted, for the back button.
import { Suspense } from 'react'
import { AskSheet } from '../ask/ask-sheet.tsx'
import { BidSheet } from '../auction/bid-sheet.tsx'
import { BidsSheet } from '../auction/bids-sheet.tsx'
import { CustomersSheet } from '../auction/customers-sheet.tsx'
import { PastAuctionsSheet } from '../auction/past-auctions.tsx'
import { LineSheet } from '../chat/line-sheet.tsx'
import { SpeakSheet } from '../chat/speak-sheet.tsx'
import type { Chat } from '../chat/use-chat.ts'
import { CouponsSheet } from '../coupons/coupons-sheet.tsx'
import { DropSheet } from '../coupons/drop-sheet.tsx'
import { LeadersSheet } from '../fans/leaders-sheet.tsx'
import { LevelSheet } from '../fans/level-sheet.tsx'
import { PersonSheet } from '../fans/person-sheet.tsx'
import { GiftSheet } from '../gifts/gift-sheet.tsx'
import type { Player } from '../player/use-player.ts'
import { BagSheet } from '../shelf/bag-sheet.tsx'
import { ProductSheet } from '../shelf/product-sheet.tsx'
import { NoticeSheet } from '../told/notice-sheet.tsx'
import { AboutSheet } from './about-sheet.tsx'
import { LazyCart, LazyCheckout, LazyHistory, LazyOrders, LazyWallet } from './lazy-sheets.tsx'
import { MembersSheet } from './members-sheet.tsx'
import { MoreSheet } from './more-sheet.tsx'
import { NameSheet } from './name-sheet.tsx'
import type { SheetName } from './sheets.ts'
import { useSheets } from './sheets.ts'

/** A room that was left for good has neither, and no sheets that need them. */
export interface SheetTools {
  readonly player: Player | null
  readonly chat: Chat | null
}

interface BodyProps extends SheetTools {
  readonly sheet: SheetName
  readonly onClosed: () => Promise<void>
}

const SheetBody = ({ sheet, player, chat, onClosed: closed }: BodyProps) => {
  const onClosed = () => void closed()
  switch (sheet.kind) {
    case 'bag':
      return <BagSheet onClosed={onClosed} />
    case 'product':
      return <ProductSheet productId={sheet.productId} onClosed={onClosed} />
    case 'prices':
      return <LazyHistory productId={sheet.productId} onClosed={onClosed} />
    case 'cart':
      return <LazyCart onClosed={onClosed} />
    case 'checkout':
      return <LazyCheckout start={sheet} from={sheet.from} onClosed={onClosed} />
    case 'pay':
      return <LazyCheckout start={sheet} from="orders" onClosed={onClosed} />
    case 'orders':
      return <LazyOrders onClosed={onClosed} />
    case 'gifts':
      return <GiftSheet first={sheet.giftId ?? null} onClosed={onClosed} />
    case 'wallet':
      return <LazyWallet onClosed={onClosed} />
    case 'leaders':
      return <LeadersSheet onClosed={onClosed} />
    case 'level':
      return <LevelSheet onClosed={onClosed} />
    case 'person':
      return <PersonSheet person={sheet.person} onClosed={onClosed} />
    case 'coupons':
      return <CouponsSheet onClosed={onClosed} />
    case 'drop':
      return <DropSheet drop={sheet.drop} onClosed={onClosed} />
    case 'bid':
      return <BidSheet onClosed={onClosed} />
    case 'bids':
      return <BidsSheet auctionId={sheet.auctionId} onClosed={onClosed} />
    case 'auctions':
      return <PastAuctionsSheet onClosed={onClosed} />
    case 'customers':
      return <CustomersSheet onClosed={onClosed} />
    case 'more':
      return player && <MoreSheet player={player} onClosed={onClosed} />
    case 'name':
      return <NameSheet onClosed={onClosed} />
    case 'about':
      return <AboutSheet onClosed={onClosed} />
    case 'members':
      return <MembersSheet onClosed={onClosed} />
    case 'line':
      return chat && <LineSheet line={sheet.line} chat={chat} onClosed={closed} />
    case 'notice':
      return <NoticeSheet notice={sheet.notice} onClosed={onClosed} />
    case 'speak':
      return chat && <SpeakSheet chat={chat} onClosed={onClosed} />
    case 'ask':
      return <AskSheet about={sheet.about} onClosed={onClosed} />
    default:
      sheet satisfies never
      return null
  }
}

/** The same sheet at the same height stays the same, also when something comes to lie over it. */
const keyOf = (sheet: SheetName, height: number): string => `${height} ${sheet.kind}`

export const OpenSheets = (tools: SheetTools) => {
  const sheets = useSheets()
  const { stack } = sheets
  const close = () => sheets.close()
  const top = stack[stack.length - 1]
  if (!top) return null
  // The question for a name lies over what asked for it; everything else replaces what is below.
  const below = top.kind === 'name' ? stack[stack.length - 2] : undefined
  return (
    <Suspense fallback={null}>
      {below && <SheetBody key={keyOf(below, stack.length - 2)} sheet={below} {...tools} onClosed={close} />}
      <SheetBody key={keyOf(top, stack.length - 1)} sheet={top} {...tools} onClosed={close} />
    </Suspense>
  )
}
