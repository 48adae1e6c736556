// Before a product is shown against the clock again: that viewers will be told so (N13). It keeps nobody from it.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import { ClockIcon } from '../../ui/icons.tsx'
import { useClock } from '../../ui/use-now.ts'
import styles from './launch-field.module.css'
import { timesToday } from './times-today.ts'

export const RanBefore = ({ productId }: { productId: string }) => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { call } = useHawker()
  const clock = useClock()
  // Each launch, and each end of one, changes what there is to say.
  const version = useRoomState((state) => state.launchVersion)
  const { data } = useQuery({
    queryKey: ['offers', productId, version],
    queryFn: () => answered(call('commerce.listTimedOffers', { params: { product: productId } })),
    placeholderData: (before) => before,
  })
  const times = timesToday(data?.offers ?? [], id, clock.now())
  if (times === 0) return null
  return (
    <p className={styles.before} role="note" data-testid="ran-before" data-times={times}>
      <ClockIcon size={13} />
      {t('console.ranBefore', { count: times })}
    </p>
  )
}
