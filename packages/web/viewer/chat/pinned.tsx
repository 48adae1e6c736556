// The comment that staff put above the chat: one line, all of it on a tap.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PinIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { PersonBadge } from './line.tsx'
import styles from './pinned.module.css'

export const PinnedComment = () => {
  const { t } = useTranslation()
  const pinned = useRoomState((state) => state.pinned)
  const [whole, setWhole] = useState<string | null>(null)
  if (pinned === null) return null
  const shown = whole === pinned.id
  return (
    <button
      type="button"
      className={styles.pinned}
      data-whole={shown || undefined}
      data-testid="pinned-comment"
      aria-expanded={shown}
      onClick={() => setWhole(shown ? null : pinned.id)}
    >
      <PinIcon size={16} aria-hidden={undefined} aria-label={t('chat.pinned')} />
      <span key={pinned.id}>
        <PersonBadge person={pinned.from} />
        <b dir="auto">{pinned.from.name}</b> <span dir="auto">{pinned.text}</span>
      </span>
    </button>
  )
}
