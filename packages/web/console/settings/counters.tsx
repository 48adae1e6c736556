import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { COUNTER_KEY_MAX_BYTES, COUNTERS_MAX } from '../../staff/limits.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomState } from '../../staff/room/live-room.ts'
import { MinusIcon, PlusIcon } from '../../ui/icons.tsx'
import { NewValue } from './new-value.tsx'
import styles from './settings.module.css'
import { ValueRow } from './value-row.tsx'
import { wholeNumber } from './whole.ts'

type Change =
  | { readonly op: 'set' | 'add'; readonly key: string; readonly value: string }
  | { readonly op: 'remove'; readonly key: string }

/** Steps are added on the server, so that two people pressing at once both count. */
export const Counters = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { call } = useHawker()
  const queries = useQueryClient()
  const queryKey = ['counters', id]
  const live = useRoomState((state) => state.counters)
  const { data, error, isPending } = useQuery({
    queryKey,
    queryFn: async () => (await answered(call('fields.readCounters', { params: { room: id }, query: {} }))).counters,
  })
  // Counters are told when they change; which were taken away is only known by asking.
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads again when a told counter changed
  useEffect(() => void queries.invalidateQueries({ queryKey: ['counters', id] }), [live])
  const write = useMutation({
    mutationFn: async (change: Change) =>
      (await answered(call('fields.changeCounters', { params: { room: id }, body: { changes: [change] } }))).counters,
    onSuccess: (counters) => queries.setQueryData(queryKey, counters),
  })
  const entries = Object.entries(data ?? {}).sort(([a], [b]) => a.localeCompare(b))
  return (
    <section className={styles.kept} data-testid="counters">
      <h3>
        {t('settings.counters')}
        <small className="num">
          {entries.length} / {COUNTERS_MAX}
        </small>
      </h3>
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      {!data && <RefusalNote error={error} />}
      {data && entries.length === 0 && <p className="quiet">{t('settings.noCounters')}</p>}
      {entries.map(([key, value]) => (
        <ValueRow
          key={key}
          name={key}
          value={value}
          max={20}
          busy={write.isPending}
          onSave={(next) => {
            const whole = wholeNumber(next)
            return whole === null
              ? Promise.resolve()
              : write.mutateAsync({ op: 'set', key, value: whole }).catch(() => {})
          }}
          onRemove={() => write.mutate({ op: 'remove', key })}
        >
          <button
            type="button"
            disabled={write.isPending}
            onClick={() => write.mutate({ op: 'add', key, value: '-1' })}
            aria-label={t('settings.minusOne', { name: key })}
          >
            <MinusIcon size={16} />
          </button>
          <button
            type="button"
            disabled={write.isPending}
            onClick={() => write.mutate({ op: 'add', key, value: '1' })}
            aria-label={t('settings.plusOne', { name: key })}
          >
            <PlusIcon size={16} />
          </button>
        </ValueRow>
      ))}
      <RefusalNote error={write.error} />
      {data && entries.length < COUNTERS_MAX && (
        <NewValue
          label={t('settings.addCounter')}
          valueLabel={t('settings.wholeNumber')}
          keyMax={COUNTER_KEY_MAX_BYTES}
          taken={entries.map(([key]) => key)}
          isValue={(value) => wholeNumber(value) !== null}
          onAdd={(key, value) =>
            write.mutateAsync({ op: 'set', key, value: wholeNumber(value) ?? '0' }).catch(() => {})
          }
        />
      )}
    </section>
  )
}
