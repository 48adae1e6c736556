import { isRefusal, type Refusal } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom } from '../../staff/room/live-room.ts'
import { useYou } from '../../staff/session/you.ts'
import styles from './chat.module.css'

const TEXT_MAX = 200

/** A line to the room, under the role one is signed in with. What was refused stays typed. */
export const Say = () => {
  const { t } = useTranslation()
  const { room } = useLiveRoom()
  const { person } = useYou()
  const [text, setText] = useState('')
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
    setText((now) => (now.trim() === said ? '' : now))
  }
  return (
    <form className={styles.say} onSubmit={submit}>
      <RefusalNote error={refusal} />
      <div className={styles.as}>{t('console.sayAs', { role: t(`role.${person.role}`) })}</div>
      <div className={styles.input}>
        <input
          aria-label={t('console.say')}
          placeholder={t('console.say')}
          maxLength={TEXT_MAX}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="console-chat-input"
        />
        <Button type="submit" loading={busy} disabled={text.trim() === ''} data-testid="console-chat-send">
          {t('console.send')}
        </Button>
      </div>
    </form>
  )
}
