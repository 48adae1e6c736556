import { isRefusal, type Refusal } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { type FormEvent, type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { useYou } from '../../staff/session/you.ts'
import styles from './chat.module.css'

const TEXT_MAX = 200

interface Props {
  readonly text: string
  readonly onText: (text: string) => void
  readonly input: RefObject<HTMLInputElement | null>
}

/** A line to the room, under the role one is signed in with. What was refused stays typed. */
export const Say = ({ text, onText, input }: Props) => {
  const { t } = useTranslation()
  const { room } = useLiveRoom()
  const { person } = useYou()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (said === '' || busy) return
    setBusy(true)
    const answer = await room.say(said)
    setBusy(false)
    if (isRefusal(answer)) return setRefusal(answer)
    setRefusal(null)
    if (input.current?.value.trim() === said) onText('')
  }
  return (
    <form className={styles.say} onSubmit={submit}>
      <RefusalNote error={refusal} />
      <div className={styles.as}>{t('console.sayAs', { role: t(`role.${person.role}`) })}</div>
      <div className={styles.input}>
        <input
          ref={input}
          aria-label={t('console.say')}
          placeholder={t('console.say')}
          maxLength={TEXT_MAX}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          data-testid="console-chat-input"
        />
        <Button type="submit" loading={busy} disabled={text.trim() === ''} data-testid="console-chat-send">
          {t('console.send')}
        </Button>
      </div>
    </form>
  )
}
