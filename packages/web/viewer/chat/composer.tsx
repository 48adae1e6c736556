// Where one writes. While one may not speak the field says so and what would change it; what was written stays.
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatCountdown } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { UpIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import { BlockedField } from './blocked-field.tsx'
import styles from './composer.module.css'
import { useDraft } from './draft.ts'
import { isBlocked, type Speaking } from './speaking.ts'
import { SpeakingNote } from './speaking-note.tsx'
import { CHAT_INPUT, type Chat } from './use-chat.ts'
import { useSpeaking } from './use-speaking.ts'

interface Props {
  readonly look: 'room' | 'column'
  readonly chat: Chat
  readonly onTyping?: (typing: boolean) => void
}

const RING = 2 * Math.PI * 20

/** Sends; in slow mode it counts down to the next line instead. */
const SendButton = ({ speaking, now, empty }: { speaking: Speaking; now: number; empty: boolean }) => {
  const { t } = useTranslation()
  const slowModeS = useRoomState((state) => state.room?.policy.slowModeS ?? 0)
  const leftMs = speaking.kind === 'slow' ? speaking.until - now : 0
  const left = Math.ceil(leftMs / 1000)
  return (
    <IconButton
      type="submit"
      look="accent"
      className={styles.send ?? ''}
      label={left > 0 ? t('speak.slowWait', { count: left }) : t('chat.send')}
      data-testid="chat-send"
      data-slow={left > 0 ? left : undefined}
      disabled={empty || speaking.kind !== 'open'}
      // Keeps the keyboard up while the line is sent.
      onPointerDown={(event) => event.preventDefault()}
    >
      {left > 0 ? (
        <>
          <svg viewBox="0 0 44 44" aria-hidden="true">
            <circle cx="22" cy="22" r="20" />
            <circle cx="22" cy="22" r="20" strokeDasharray={`${(leftMs / 1000 / slowModeS) * RING} ${RING}`} />
          </svg>
          <span className="num">{left < 60 ? left : formatCountdown(leftMs).replace(/^0/, '')}</span>
        </>
      ) : (
        <UpIcon />
      )}
    </IconButton>
  )
}

const usePlaceholder = (): string => {
  const { t } = useTranslation()
  const policy = useRoomState((state) => state.room?.policy)
  if (policy?.speakers === 'buyers') return t('speak.buyersHint')
  if (policy !== undefined && policy.slowModeS > 0) return t('speak.slowHint', { count: policy.slowModeS })
  return t('chat.placeholder')
}

export const Composer = ({ look, chat, onTyping }: Props) => {
  const { t } = useTranslation()
  const text = useDraft(chat.draft)
  const [focused, setFocused] = useState(false)
  const { speaking, now } = useSpeaking(chat)
  const placeholder = usePlaceholder()
  const closed = speaking.kind === 'closed'
  const blocked = isBlocked(speaking) && !closed
  const bare = blocked && text === ''

  const focus = (on: boolean) => {
    setFocused(on)
    onTyping?.(on)
  }
  // The field goes away while it has the focus: nobody tells it so.
  useEffect(() => {
    if (!bare) return
    setFocused(false)
    onTyping?.(false)
  }, [bare, onTyping])

  if (bare) return <BlockedField look={look} speaking={speaking} now={now} />

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const line = text.trim()
    if (line !== '' && speaking.kind === 'open') chat.say(line)
  }
  const showSend = look === 'column' || focused || text !== ''
  const showNote = (look === 'column' || focused) && (blocked || chat.note !== null)
  return (
    <form className={styles.composer} data-look={look} data-speaking={speaking.kind} onSubmit={submit}>
      {showNote && <SpeakingNote look={look} chat={chat} speaking={speaking} now={now} />}
      <input
        className={styles.input}
        data-testid={CHAT_INPUT}
        value={text}
        disabled={closed}
        enterKeyHint="send"
        autoComplete="off"
        placeholder={closed ? t('chat.closed') : placeholder}
        aria-label={t('chat.placeholder')}
        aria-describedby={showNote ? 'speaking-note' : undefined}
        onChange={(event) => {
          chat.draft.set(event.target.value)
          chat.forgetNote()
        }}
        onFocus={() => focus(true)}
        onBlur={() => focus(false)}
        onKeyDown={(event) => {
          // Space and letters are keys of the room; here they are text.
          event.stopPropagation()
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {showSend && <SendButton speaking={speaking} now={now} empty={text.trim() === ''} />}
    </form>
  )
}
