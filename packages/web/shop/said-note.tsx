import styles from '../staff/session/door.module.css'
import { useSaid } from '../staff/use-said.ts'
import { WarningIcon } from '../ui/icons.tsx'

/** As `RefusalNote`, with the reason why a file was not taken. */
export const SaidNote = ({ error, testId }: { error: unknown; testId?: string }) => {
  const say = useSaid()
  if (error === null || error === undefined) return null
  return (
    <p className={styles.refusal} role="alert" data-testid={testId}>
      <WarningIcon size={16} />
      <span>{say(error)}</span>
    </p>
  )
}
