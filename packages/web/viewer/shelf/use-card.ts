// Runs the card's machine on the room's state.
import { useEffect, useReducer } from 'react'
import { useRoomState } from '../../ui/live-room.ts'
import { type CardState, type CardTurn, cardDueAt, NO_CARD, turnCard } from './card-state.ts'

const reduce = (state: CardState, turn: CardTurn): CardState => turnCard(state, turn, Date.now())

export const useCard = () => {
  const launch = useRoomState((state) => state.launch)
  const ended = useRoomState((state) => state.lastClosed)
  const item = useRoomState((state) =>
    state.launch === null ? null : (state.shelf.find(({ productId }) => productId === state.launch?.productId) ?? null),
  )
  const [card, turn] = useReducer(reduce, NO_CARD)
  const dueAt = cardDueAt(card)

  useEffect(() => turn({ type: 'room', launch, item, ended }), [launch, item, ended])
  useEffect(() => {
    if (dueAt === null) return
    const timer = window.setTimeout(() => turn({ type: 'tick' }), Math.max(0, dueAt - Date.now()) + 5)
    return () => window.clearTimeout(timer)
  }, [dueAt])

  return { card, turn }
}
