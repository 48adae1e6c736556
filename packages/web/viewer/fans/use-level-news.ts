import { useTranslation } from 'react-i18next'
import { useRoomEvent } from '../../ui/live-room.ts'
import { useToast } from '../room/toasts.tsx'

/** A level that rises is said to the person alone; one that falls is not. */
export const useLevelNews = (): void => {
  const { t } = useTranslation()
  const toast = useToast()
  useRoomEvent('own.level', ({ level, was }) => {
    if (level > was) toast(t('level.rose', { level }))
  })
}
