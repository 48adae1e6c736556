import { Drawer } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../../staff/room/live-room.ts'
import { usePicture } from '../../staff/room/picture.ts'
import { useStreamHealth } from '../../staff/room/polls.ts'
import { PictureFrame } from '../picture-frame.tsx'
import { HowTo } from '../push/how-to.tsx'
import { PushCard } from '../push/push-card.tsx'
import { Chat } from './chat.tsx'
import styles from './during.module.css'
import { Keys } from './keys.tsx'
import { Product } from './product.tsx'
import { Top } from './top.tsx'

export const During = ({ address }: { address: string | null }) => {
  const { t } = useTranslation()
  const status = useRoomState(({ room }) => room!.status)
  const { data: health } = useStreamHealth()
  const picture = usePicture(address)
  const [pushShown, setPushShown] = useState(false)
  const delay =
    picture.running && picture.delayMs !== null
      ? t('studio.delay', { seconds: (picture.delayMs / 1000).toFixed(1) })
      : null
  return (
    <div className={`${styles.page} num`}>
      <Top health={health} />
      <main className={styles.main}>
        <PictureFrame picture={picture} left={t('studio.asViewers')} right={delay}>
          {t(`studio.noPicture.${status}`)}
        </PictureFrame>
        <Product />
        <Chat />
      </main>
      <Keys onPush={() => setPushShown(true)} />
      <Drawer
        opened={pushShown}
        onClose={() => setPushShown(false)}
        title={t('studio.push')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        size={560}
      >
        <div className={styles.drawer}>
          <PushCard />
          <HowTo publishing={health?.publishing ?? false} kbps={Math.round((health?.bitsPerSecond ?? 0) / 1000)} />
        </div>
      </Drawer>
    </div>
  )
}
