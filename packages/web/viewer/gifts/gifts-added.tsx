// Gifts that were launched since the page came: the sheet marks them.
import { createContext, type ReactNode, useContext, useState } from 'react'
import { useRoomEvent } from '../../ui/live-room.ts'

const GiftsAddedContext = createContext<ReadonlySet<string>>(new Set())

export const GiftsAddedProvider = ({ children }: { children: ReactNode }) => {
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set())
  useRoomEvent('gift.catalogue', ({ added: gift }) => gift && setAdded((ids) => new Set([...ids, gift.id])))
  return <GiftsAddedContext value={added}>{children}</GiftsAddedContext>
}

export const useGiftsAdded = () => useContext(GiftsAddedContext)
