import { createFans, type Fans } from '@hawker/sdk/fans'
import { useMemo } from 'react'
import { useLiveRoom } from '../../ui/live-room.ts'

export const useFans = (): Fans => {
  const { hawker } = useLiveRoom()
  return useMemo(() => createFans(hawker), [hawker])
}
