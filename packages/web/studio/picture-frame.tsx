// The host's own picture, as viewers see it, with what is true about it in the corners.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../staff/room/live-room.ts'
import type { Picture } from '../staff/room/picture.ts'
import styles from './picture-frame.module.css'

interface Props {
  readonly picture: Picture
  readonly left: string
  readonly right: string | null
  /** Said in the middle while there is no picture. */
  readonly children: ReactNode
}

export const PictureFrame = ({ picture, left, right, children }: Props) => {
  const { t } = useTranslation()
  const cover = useRoomState(({ room }) => room?.coverUrl ?? null)
  return (
    <div className={styles.frame}>
      <video
        ref={picture.video}
        muted
        playsInline
        autoPlay
        aria-label={t('studio.ownPicture')}
        data-testid="studio-picture"
        data-running={picture.running}
        data-wide={picture.width > picture.height || undefined}
      />
      {!picture.running && (
        <>
          {cover && <img src={cover} alt="" />}
          <p className={styles.note}>{children}</p>
        </>
      )}
      <div className={styles.corners}>
        <span>{left}</span>
        {right !== null && <span className="num">{right}</span>}
      </div>
    </div>
  )
}
