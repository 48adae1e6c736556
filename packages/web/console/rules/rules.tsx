// Who may speak: every change is told to the room at once.
import { NumberInput, Popover, SegmentedControl, Slider, Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { SLOW_MODE_MAX_S } from '../../staff/limits.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import type { Policy } from '../../staff/room/policy.ts'
import { ShieldIcon } from '../../ui/icons.tsx'
import { RuleChips } from './chips.tsx'
import styles from './rules.module.css'

const LEVEL_MAX = 99
const SLOW_MARKS = [0, 10, 30, 60, 120].map((value) => ({ value, label: String(value) }))

/** What is on its way shows at once, until the room tells the version it was written as. */
interface Wanted {
  readonly change: Partial<Policy>
  readonly until: number
}
const NOTHING: Wanted = { change: {}, until: 0 }

const Controls = ({ policy }: { policy: Policy }) => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { studio } = useHawker()
  const queries = useQueryClient()
  const version = useRoomState(({ room }) => room?.version ?? 0)
  const [wanted, setWanted] = useState<Wanted>(NOTHING)
  const heldOf = ({ change, until }: Wanted) => (version < until ? change : NOTHING.change)
  const want = (change: Partial<Policy>) =>
    setWanted((known) => ({ change: { ...heldOf(known), ...change }, until: Number.POSITIVE_INFINITY }))
  // One after the other: keys on the slider are faster than answers, and the last one holds.
  const mutationKey = ['rules', id]
  const write = useMutation({
    mutationKey,
    scope: { id: mutationKey.join(' ') },
    mutationFn: (change: Partial<Policy>) => answered(studio.changeRoom(id, { policy: change })),
    onSuccess: (written) => {
      if (queries.isMutating({ mutationKey }) === 1) setWanted(({ change }) => ({ change, until: written.version }))
    },
    onError: () => setWanted(NOTHING),
  })
  const set = (change: Partial<Policy>) => {
    want(change)
    write.mutate(change)
  }
  const { mutedAll, slowModeS, speakers, minLevel, links } = { ...policy, ...heldOf(wanted) }
  return (
    <div className={styles.controls} data-testid="rules">
      <div className={styles.row}>
        <Switch
          checked={mutedAll}
          onChange={(event) => set({ mutedAll: event.currentTarget.checked })}
          label={t('rules.mutedAll')}
          description={t('rules.mutedAllWhy')}
          data-testid="rule-muted-all"
        />
      </div>
      <fieldset disabled={mutedAll} data-off={mutedAll || undefined}>
        <div className={styles.row}>
          <span id="rule-speakers">{t('rules.speakers')}</span>
          <SegmentedControl
            fullWidth
            aria-labelledby="rule-speakers"
            value={speakers}
            disabled={mutedAll}
            onChange={(value) => set({ speakers: value as Policy['speakers'] })}
            data={(['everyone', 'followers', 'buyers'] as const).map((value) => ({
              value,
              label: t(`rules.who.${value}`),
            }))}
          />
        </div>
        <div className={styles.row}>
          <span>
            {t('rules.slow')}
            <b className="num">{slowModeS === 0 ? t('rules.off') : t('console.seconds', { count: slowModeS })}</b>
          </span>
          <Slider
            className={styles.slider!}
            value={slowModeS}
            max={SLOW_MODE_MAX_S}
            step={5}
            marks={SLOW_MARKS}
            label={null}
            disabled={mutedAll}
            thumbLabel={t('rules.slow')}
            onChange={(value) => want({ slowModeS: value })}
            onChangeEnd={(value) => set({ slowModeS: value })}
          />
        </div>
        <div className={styles.row} data-line="">
          <span id="rule-level">{t('rules.level')}</span>
          <NumberInput
            className={styles.level!}
            aria-labelledby="rule-level"
            value={minLevel}
            min={0}
            max={LEVEL_MAX}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            disabled={mutedAll}
            onChange={(value) => typeof value === 'number' && set({ minLevel: value })}
          />
        </div>
        <div className={styles.row}>
          <span id="rule-links">{t('rules.links')}</span>
          <SegmentedControl
            fullWidth
            aria-labelledby="rule-links"
            value={links}
            disabled={mutedAll}
            onChange={(value) => set({ links: value as Policy['links'] })}
            data={(['staff', 'everyone'] as const).map((value) => ({ value, label: t(`rules.linksOf.${value}`) }))}
          />
        </div>
      </fieldset>
      <RefusalNote error={write.error} />
      <p className={styles.note}>{t('rules.staffExempt')}</p>
    </div>
  )
}

export const Rules = () => {
  const { t } = useTranslation()
  const policy = useRoomState(({ room }) => room?.policy)
  if (!policy) return null
  return (
    <Popover width={352} position="bottom-end" shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <button type="button" className={`pill ${styles.open}`} data-testid="rules-open">
          <ShieldIcon size={16} />
          <span className={styles.word}>{t('rules.title')}</span>
          <RuleChips />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Controls policy={policy} />
      </Popover.Dropdown>
    </Popover>
  )
}
