// What a sheet reads when it opens, and again when something speaks for it.
import { isRefusal, type Refusal } from '@hawker/sdk'
import { useCallback, useEffect, useState } from 'react'
import { createNewest } from './asking.ts'

export type Read<T> = T | 'loading' | 'failed'

/** Another `read` asks about something else: what was known is forgotten. `version`: the same is read again when it changes. */
export const useRead = <T extends object>(read: () => Promise<T | Refusal>, version = '') => {
  const [known, setKnown] = useState<Read<T>>('loading')
  const [newest] = useState(createNewest)
  const load = useCallback(async () => {
    const counts = newest.ask()
    const answer = await read()
    if (counts()) setKnown(isRefusal(answer) ? 'failed' : (answer as T))
  }, [read, newest])
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another question
  useEffect(() => {
    newest.forget()
    setKnown('loading')
  }, [read])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a reason to read it again
  useEffect(() => void load(), [load, version])
  return [known, load] as const
}
