// Who the viewer is. Watching needs no name; the first act asks for one and then does what was wanted.
import { isRefusal, type PublicPerson, type Refusal } from '@hawker/sdk'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { useLiveRoom, useRoomEvent, useRoomState } from '../../ui/live-room.ts'
import { useSheets } from './sheets.ts'

interface Person {
  readonly you: PublicPerson | null
  /** Does it now, or once the viewer has a name; never when he closes the question. */
  act(deed: () => void): void
  takeName(name: string): Promise<Refusal | null>
  /** Does what the name was asked for, once. */
  doDeed(): void
  /** The question was closed without an answer. */
  dropDeed(): void
}

const PersonContext = createContext<Person | null>(null)

export const PersonProvider = ({ children }: { children: ReactNode }) => {
  const live = useLiveRoom()
  const sheets = useSheets()
  const inRoom = useRoomState((state) => state.you)
  const [signedIn, setSignedIn] = useState<PublicPerson | null>(null)
  const deed = useRef<(() => void) | null>(null)
  const isAsking = useRef(true)
  const [level, setLevel] = useState<number | null>(null)
  const known = inRoom ?? signedIn
  const you = useMemo(() => known && (level === null ? known : { ...known, level }), [known, level])
  // Until the room says who he is anew.
  useRoomEvent('own.level', (change) => setLevel(change.level))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer is newer than what was heard before
  useEffect(() => setLevel(null), [known])

  const { open } = sheets
  const doDeed = useCallback(() => {
    const wanted = deed.current
    deed.current = null
    wanted?.()
  }, [])

  useEffect(() => {
    let gone = false
    isAsking.current = true
    void live.hawker.session.whoAmI().then((answer) => {
      if (gone) return
      isAsking.current = false
      const isKnown = answer !== null && !isRefusal(answer)
      if (isKnown) setSignedIn(answer.person)
      if (deed.current === null) return
      if (isKnown) doDeed()
      else open({ kind: 'name' })
    })
    return () => {
      gone = true
    }
  }, [live, doDeed, open])

  const act = useCallback(
    (wanted: () => void) => {
      if (you !== null) return wanted()
      deed.current = wanted
      // Somebody who has a name already, on a line that is slow, is not asked for another.
      if (!isAsking.current) open({ kind: 'name' })
    },
    [you, open],
  )

  const takeName = useCallback(
    async (name: string): Promise<Refusal | null> => {
      const answer = await live.hawker.session.becomeGuest(name)
      if (isRefusal(answer)) return answer
      setSignedIn(answer.person)
      // Somebody who was put out gets a name for other things, not a way back in.
      if (live.room.link.state === 'ended') return null
      // The socket still belongs to nobody: enter again, now with a ticket.
      live.room.leave()
      const joined = await live.room.join()
      if (isRefusal(joined)) return joined
      return null
    },
    [live],
  )

  const dropDeed = useCallback(() => {
    deed.current = null
  }, [])

  const person = useMemo(() => ({ you, act, takeName, doDeed, dropDeed }), [you, act, takeName, doDeed, dropDeed])
  return <PersonContext value={person}>{children}</PersonContext>
}

export const usePerson = (): Person => {
  const person = useContext(PersonContext)
  if (person === null) throw new Error('outside of a room')
  return person
}
