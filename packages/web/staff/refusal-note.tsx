// What was refused, where it arose, in words.
import { WarningIcon } from '../ui/icons.tsx'
import styles from './session/door.module.css'
import { useRefusalText } from './use-refusal-text.ts'

export const RefusalNote = ({ error }: { error: unknown }) => {
  const say = useRefusalText()
  if (error === null || error === undefined) return null
  return (
    <p className={styles.refusal} role="alert">
      <WarningIcon size={16} />
      <span>{say(error)}</span>
    </p>
  )
}
