// Above the input: why the line came back or cannot go now, and the one thing that helps.
import { useTranslation } from 'react-i18next'
import { WarningIcon } from '../../ui/icons.tsx'
import { useFollow } from '../room/follow.tsx'
import { useSheets } from '../room/sheets.ts'
import { useRefusalText } from '../room/use-refusal-text.ts'
import { isBlocked, type Speaking } from './speaking.ts'
import styles from './speaking-note.module.css'
import type { Chat } from './use-chat.ts'
import { useSpeakingWords } from './use-speaking-words.ts'

interface Props {
  readonly look: 'room' | 'column'
  readonly chat: Chat
  readonly speaking: Speaking
  readonly now: number
}

export const SpeakingNote = ({ look, chat, speaking, now }: Props) => {
  const { t } = useTranslation()
  const words = useSpeakingWords(now)(speaking)
  const refusalText = useRefusalText()
  const follow = useFollow()
  const sheets = useSheets()
  const code = chat.note?.refused
  const blocked = isBlocked(speaking)
  // A mute counts down; everything else says what would help.
  const state = speaking.kind === 'muted' ? words?.short : words?.title
  // The server looks again at who follows after a few seconds.
  const followsNow = code === 'followers-only' && follow.state?.following === true
  const follows = !followsNow && (speaking.kind === 'followers' || code === 'followers-only')
  const refused = followsNow ? t('speak.aMoment') : chat.note && refusalText(chat.note)
  const text = speaking.kind !== 'muted' && refused ? refused : blocked ? (state ?? '') : ''
  const buys = speaking.kind === 'buyers' || code === 'buyers-only'
  const act = follows
    ? { word: t('room.follow'), run: () => follow.set(true, chat.forgetNote) }
    : buys
      ? { word: t('speak.seeGoods'), run: () => sheets.open({ kind: 'bag' }) }
      : null
  return (
    <div className={styles.note} data-look={look} data-testid="speaking-note" data-reason={code ?? speaking.kind}>
      <WarningIcon size={16} />
      <p id="speaking-note" className="num">
        {text}
      </p>
      {/* The words without the figures that run: read aloud once. */}
      <p className="sr-only" role="status">
        {blocked ? words?.title : text}
      </p>
      {act && (
        <button type="button" onPointerDown={(event) => event.preventDefault()} onClick={act.run}>
          {act.word}
        </button>
      )}
    </div>
  )
}
