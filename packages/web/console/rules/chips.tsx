// The rules for speaking that are in force, in the head: a press opens them.
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useRoomState } from '../../staff/room/live-room.ts'
import { type PolicyChip, policyChips } from '../../staff/room/policy.ts'
import styles from './rules.module.css'

export const chipText = (t: TFunction, { rule, value }: PolicyChip): string => t(`rules.chip.${rule}`, { count: value })

export const RuleChips = () => {
  const { t } = useTranslation()
  const policy = useRoomState(({ room }) => room?.policy)
  if (!policy) return null
  return (
    <span className={styles.chips} data-testid="rule-chips">
      {policyChips(policy).map((chip) => (
        <span key={chip.rule} data-rule={chip.rule}>
          {chipText(t, chip)}
        </span>
      ))}
    </span>
  )
}
