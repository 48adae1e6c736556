// Pictures on their way to the server, one after the other; one that is refused stays until it is put away.

import { createCatalogue } from '@hawker/sdk/catalogue'
import { useEffect, useRef, useState } from 'react'
import { answered, useHawker } from '../hawker.ts'
import { PICTURE_MAX_BYTES } from '../limits.ts'

export interface Upload {
  readonly key: number
  readonly name: string
  /** An address of what was chosen, for this page alone. */
  readonly preview: string
  /** Why it is not taken; null: it is on its way. */
  readonly error: unknown
}

/** Known without asking: the server would not read so much. */
export class TooLarge extends Error {}

export const useUploads = (onUploaded: (address: string) => void) => {
  const { call } = useHawker()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const told = useRef(onUploaded)
  told.current = onUploaded
  const queue = useRef<Promise<unknown>>(Promise.resolve())
  const previews = useRef(new Set<string>())
  const lastKey = useRef(0)
  useEffect(() => {
    const open = previews.current
    return () => {
      for (const preview of open) URL.revokeObjectURL(preview)
    }
  }, [])

  const putAway = (key: number) => setUploads((before) => before.filter((upload) => upload.key !== key))
  const refused = (key: number, error: unknown) =>
    setUploads((before) => before.map((upload) => (upload.key === key ? { ...upload, error } : upload)))

  const send = async (key: number, file: File) => {
    try {
      if (file.size > PICTURE_MAX_BYTES) throw new TooLarge()
      const { url } = await answered(createCatalogue(call).upload(file))
      putAway(key)
      told.current(url)
    } catch (error) {
      refused(key, error)
    }
  }

  const add = (files: readonly File[]) => {
    for (const file of files) {
      const key = ++lastKey.current
      const preview = URL.createObjectURL(file)
      previews.current.add(preview)
      setUploads((before) => [...before, { key, name: file.name, preview, error: null }])
      queue.current = queue.current.then(() => send(key, file))
    }
  }
  return { uploads, add, putAway }
}
