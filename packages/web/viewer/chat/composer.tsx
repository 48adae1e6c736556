import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/icon-button.tsx'
import { UpIcon } from '../../ui/icons.tsx'
import { useRoomState } from '../../ui/live-room.ts'
import styles from './composer.module.css'

/** The protocol's limit for a line, counted as it counts: code points. */
const LINE_MAX = 200

interface Props {
  readonly look: 'room' | 'column'
  readonly say: (text: string) => void
  readonly onTyping?: (typing: boolean) => void
}

export const Composer = ({ look, say, onTyping }: Props) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [focused, setFocused] = useState(false)
  const closed = useRoomState((state) => state.room?.status === 'ended' || state.room?.status === 'banned')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const line = text.trim()
    if (line === '') return
    setText('')
    say(line)
  }
  const focus = (on: boolean) => {
    setFocused(on)
    onTyping?.(on)
  }
  const showSend = look === 'column' || focused || text !== ''
  return (
    <form className={styles.composer} data-look={look} onSubmit={submit}>
      <input
        className={styles.input}
        data-testid="chat-input"
        value={text}
        disabled={closed}
        enterKeyHint="send"
        autoComplete="off"
        placeholder={closed ? t('chat.closed') : t('chat.placeholder')}
        aria-label={t('chat.placeholder')}
        onChange={(event) => setText([...event.target.value].slice(0, LINE_MAX).join(''))}
        onFocus={() => focus(true)}
        onBlur={() => focus(false)}
        onKeyDown={(event) => {
          // Space and letters are keys of the room; here they are text.
          event.stopPropagation()
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {showSend && (
        <IconButton
          type="submit"
          look="accent"
          label={t('chat.send')}
          data-testid="chat-send"
          disabled={text.trim() === ''}
          // Keeps the keyboard up while the line is sent.
          onPointerDown={(event) => event.preventDefault()}
        >
          <UpIcon />
        </IconButton>
      )}
    </form>
  )
}
