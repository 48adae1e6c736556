// The room in words: what is announced now, and what it is about.
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { CloseIcon, MegaphoneIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { Sheet, SheetHead } from '../../ui/sheet.tsx'
import styles from './about-sheet.module.css'

export const AboutSheet = ({ onClosed }: { onClosed: () => void }) => {
  const { t } = useTranslation()
  const room = useRoomState((state) => state.room)
  return (
    <Sheet label={room?.title ?? ''} onClosed={onClosed} testId="about-sheet">
      {(close) => (
        <>
          <SheetHead title={<span dir="auto">{room?.title}</span>}>
            <IconButton look="plain" label={t('common.close')} onClick={close}>
              <CloseIcon />
            </IconButton>
          </SheetHead>
          <div className={styles.body}>
            {room?.host && (
              <p className={styles.host}>
                <Avatar name={room.host.name} url={room.host.avatarUrl} size={36} />
                <span>{room.host.name}</span>
              </p>
            )}
            {room?.announcement && (
              <section className={styles.announcement}>
                <h3>
                  <MegaphoneIcon size={16} />
                  {t('room.announcement')}
                </h3>
                <p dir="auto">{room.announcement}</p>
              </section>
            )}
            {room?.introduction && (
              <section>
                <h3>{t('room.about')}</h3>
                <p dir="auto">{room.introduction}</p>
              </section>
            )}
          </div>
        </>
      )}
    </Sheet>
  )
}
