// Showing and taking away products, and the one step that can be undone for a few seconds.
import type { ShelfItem } from '@hawker/sdk'
import { useCallback, useEffect, useRef, useState } from 'react'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom } from '../../staff/room/live-room.ts'

export const UNDO_MS = 5000

export interface Step {
  readonly key: number
  readonly kind: 'launched' | 'retracted'
  readonly item: ShelfItem
  /** What was shown before, and until when. */
  readonly before: { readonly productId: string; readonly endsAt: number | null } | null
}

/** Offers shorter than this are not worth bringing back. */
const SHORTEST_MS = 10_000

export const useLaunching = () => {
  const { id, room } = useLiveRoom()
  const { studio } = useHawker()
  const [step, setStep] = useState<Step | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const count = useRef(0)

  const run = useCallback(async (productId: string, act: () => Promise<Step | null>) => {
    setBusy(productId)
    setError(null)
    try {
      setStep(await act())
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(null)
    }
  }, [])

  const current = useCallback(() => {
    const { launch } = room.state
    return launch && { productId: launch.productId, endsAt: launch.endsAt }
  }, [room])

  const launch = useCallback(
    (item: ShelfItem, lastsMs: number | null = null) =>
      run(item.productId, async () => {
        const before = current()
        await answered(studio.launch(id, item.productId, { lastsMs }))
        return { key: ++count.current, kind: 'launched', item, before }
      }),
    [run, current, studio, id],
  )

  const retract = useCallback(
    (item: ShelfItem) =>
      run(item.productId, async () => {
        const open = room.state.launch
        if (open?.productId !== item.productId) return null
        await answered(studio.retract(id, open.id))
        return {
          key: ++count.current,
          kind: 'retracted',
          item,
          before: { productId: item.productId, endsAt: open.endsAt },
        }
      }),
    [run, room, studio, id],
  )

  const undo = useCallback(() => {
    if (step === null) return
    const { before, item } = step
    void run(item.productId, async () => {
      const left = before?.endsAt == null ? null : Math.round(before.endsAt - room.clock.now())
      const open = room.state.launch
      if (before !== null && (left === null || left >= SHORTEST_MS))
        await answered(studio.launch(id, before.productId, { lastsMs: left }))
      else if (open?.productId === item.productId) await answered(studio.retract(id, open.id))
      return null
    })
  }, [run, step, room, studio, id])

  useEffect(() => {
    if (step === null) return
    const timer = window.setTimeout(() => setStep(null), UNDO_MS)
    return () => window.clearTimeout(timer)
  }, [step])

  return { launch, retract, undo, step, busy, error, forget: () => setError(null) }
}

export type Launching = ReturnType<typeof useLaunching>
