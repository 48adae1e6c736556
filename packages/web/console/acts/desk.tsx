// What the desk did a moment ago and may take back, and what it asks before it does it: one of each at a time.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { useKeys } from './keys.ts'
import { newestStep, type Side, type Step, stepsAt, UNDO_MS, withoutStep, withStep } from './undo-queue.ts'

export interface Done {
  readonly side: Side
  readonly text: string
  readonly note?: string | undefined
  readonly undo: () => Promise<unknown>
}
export interface DoneStep extends Step, Done {}

/** Asked before something that cannot be taken back. */
export interface Asked {
  readonly side: Side
  readonly text: string
  readonly note?: string | undefined
  readonly word: string
  readonly run: () => Promise<unknown>
}

export interface Desk {
  readonly steps: readonly DoneStep[]
  readonly asked: Asked | null
  readonly fault: { readonly side: Side; readonly error: unknown } | null
  /** The column of each act that is on its way. */
  readonly underWay: readonly Side[]
  readonly busy: boolean
  readonly done: (what: Done) => void
  readonly ask: (what: Asked) => void
  readonly answer: (yes: boolean) => void
  readonly undo: (key?: number) => void
  /** Does it, and says in that column when it was refused. */
  readonly attempt: (side: Side, act: () => Promise<unknown>) => Promise<boolean>
  readonly forget: () => void
}

const DeskContext = createContext<Desk | null>(null)

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext)
  if (desk === null) throw new Error('outside of the desk')
  return desk
}

export const DeskProvider = ({ children }: { children: ReactNode }) => {
  const [steps, setSteps] = useState<readonly DoneStep[]>([])
  const [asked, setAsked] = useState<Asked | null>(null)
  const [fault, setFault] = useState<Desk['fault']>(null)
  const [underWay, setUnderWay] = useState<readonly Side[]>([])
  const busy = underWay.length > 0
  const count = useRef(0)

  const attempt = useCallback<Desk['attempt']>(async (side, act) => {
    setUnderWay((sides) => [...sides, side])
    setFault(null)
    try {
      await act()
      return true
    } catch (error) {
      setFault({ side, error })
      return false
    } finally {
      setUnderWay((sides) => sides.toSpliced(sides.indexOf(side), 1))
    }
  }, [])
  const done = useCallback<Desk['done']>((what) => {
    const now = Date.now()
    const step = { ...what, key: ++count.current, until: now + UNDO_MS }
    setFault(null)
    setSteps((known) => withStep(known, step, now))
  }, [])
  const undo = useCallback<Desk['undo']>(
    (key) => {
      const step = key === undefined ? newestStep(steps, Date.now(), underWay) : steps.find((one) => one.key === key)
      if (!step) return
      setSteps((known) => withoutStep(known, step.key))
      void attempt(step.side, step.undo)
    },
    [steps, underWay, attempt],
  )
  const answer = useCallback<Desk['answer']>(
    (yes) => {
      setAsked(null)
      if (yes && asked) void attempt(asked.side, asked.run)
    },
    [asked, attempt],
  )
  const ask = useCallback<Desk['ask']>((what) => {
    setFault(null)
    setAsked(what)
  }, [])
  const forget = useCallback(() => setFault(null), [])

  useEffect(() => {
    const [next] = steps
    if (!next) return
    const first = Math.min(...steps.map(({ until }) => until))
    const timer = window.setTimeout(() => setSteps((known) => stepsAt(known, Date.now())), first - Date.now() + 20)
    return () => window.clearTimeout(timer)
  }, [steps])
  useKeys((key) => {
    if (key === 'escape' && asked) {
      setAsked(null)
      return true
    }
    if (key !== 'z' || newestStep(steps, Date.now(), underWay) === null) return false
    undo()
    return true
  })

  const desk = useMemo(
    () => ({ steps, underWay, asked, fault, busy, done, ask, answer, undo, attempt, forget }),
    [steps, underWay, asked, fault, busy, done, ask, answer, undo, attempt, forget],
  )
  return <DeskContext value={desk}>{children}</DeskContext>
}
