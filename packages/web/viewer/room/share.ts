import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveRoom, useRoomState } from '../../ui/live-room.ts'
import { useToast } from './toasts.tsx'

/** The system's own sheet on a phone, the link in the clipboard elsewhere. */
export const useShare = (): (() => void) => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const title = useRoomState((state) => state.room?.title ?? '')
  const toast = useToast()
  return useCallback(() => {
    const url = `${location.origin}/r/${id}`
    const copy = () =>
      navigator.clipboard.writeText(url).then(
        () => toast(t('room.linkCopied')),
        () => toast(url),
      )
    if (matchMedia('(pointer: coarse)').matches && 'share' in navigator)
      void navigator.share({ url, title }).catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) void copy()
      })
    else if (navigator.clipboard) void copy()
    else toast(url)
  }, [id, t, title, toast])
}
