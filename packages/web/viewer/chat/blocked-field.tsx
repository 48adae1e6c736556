// In the place of the input while one may not speak and has written nothing: says why, and a tap does what can be done.
import { useTranslation } from 'react-i18next'
import { LockIcon, PlusIcon } from '../../ui/icons.tsx'
import { useFollow } from '../room/follow.tsx'
import { useSheets } from '../room/sheets.ts'
import styles from './composer.module.css'
import type { Speaking } from './speaking.ts'
import { focusChatInput } from './use-chat.ts'
import { useSpeakingWords } from './use-speaking-words.ts'

interface Props {
  readonly look: 'room' | 'column'
  readonly speaking: Speaking
  readonly now: number
}

export const BlockedField = ({ look, speaking, now }: Props) => {
  const { t } = useTranslation()
  const words = useSpeakingWords(now)(speaking)
  const follow = useFollow()
  const sheets = useSheets()
  if (words === null) return null
  const followable = speaking.kind === 'followers'
  // The field is there once the answer is drawn.
  const act = () =>
    followable ? follow.set(true, () => window.setTimeout(focusChatInput, 0)) : sheets.open({ kind: 'speak' })
  return (
    <div className={styles.composer} data-look={look} data-speaking={speaking.kind}>
      <button
        type="button"
        className={`${styles.blocked} num`}
        data-act={followable || undefined}
        data-testid="chat-blocked"
        data-reason={speaking.kind}
        aria-haspopup={followable ? undefined : 'dialog'}
        onClick={act}
      >
        {followable ? <PlusIcon size={18} /> : <LockIcon size={18} />}
        <span>{followable ? t('speak.followToSpeak') : words.short}</span>
      </button>
    </div>
  )
}
