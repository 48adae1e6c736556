import { GiftIcon } from '../../ui/icons.tsx'
import styles from './gift-picture.module.css'

/** What a gift looks like; one without a picture is a parcel. */
export const GiftPicture = ({ url, size }: { url: string | null; size: number }) =>
  url === null ? (
    <span className={styles.parcel} style={{ width: size, height: size }}>
      <GiftIcon size={Math.round(size * 0.7)} />
    </span>
  ) : (
    <img className={styles.picture} src={url} alt="" width={size} height={size} />
  )
