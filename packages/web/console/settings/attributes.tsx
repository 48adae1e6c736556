import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answered, useHawker } from '../../staff/hawker.ts'
import { ATTRIBUTE_KEY_MAX_BYTES, ATTRIBUTE_VALUE_MAX_BYTES, ATTRIBUTES_MAX, byteLength } from '../../staff/limits.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomEvent } from '../../staff/room/live-room.ts'
import { NewValue } from './new-value.tsx'
import styles from './settings.module.css'
import { ValueRow } from './value-row.tsx'

/** Written on the version that was read: what a colleague changed meanwhile is refused, shown, and can be written again. */
export const Attributes = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { call } = useHawker()
  const queries = useQueryClient()
  const key = ['attributes', id]
  const { data, error, isPending } = useQuery({
    queryKey: key,
    queryFn: () => answered(call('fields.readAttributes', { params: { room: id }, query: {} })),
  })
  useRoomEvent('attributes.changed', () => void queries.invalidateQueries({ queryKey: key }))
  const write = useMutation({
    mutationFn: (change: { set?: Record<string, string>; remove?: string[] }) =>
      answered(
        call('fields.writeAttributes', { params: { room: id }, body: { version: data?.version ?? 0, ...change } }),
      ),
    onSuccess: (written) => queries.setQueryData(key, written),
    onError: () => queries.invalidateQueries({ queryKey: key }),
  })
  const entries = Object.entries(data?.values ?? {}).sort(([a], [b]) => a.localeCompare(b))
  return (
    <section className={styles.kept} data-testid="attributes">
      <h3>
        {t('settings.attributes')}
        <small className="num">
          {entries.length} / {ATTRIBUTES_MAX}
        </small>
      </h3>
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      {!data && <RefusalNote error={error} />}
      {data && entries.length === 0 && <p className="quiet">{t('settings.noAttributes')}</p>}
      {entries.map(([name, value]) => (
        <ValueRow
          key={name}
          name={name}
          value={value}
          max={ATTRIBUTE_VALUE_MAX_BYTES}
          busy={write.isPending}
          onSave={(next) => write.mutateAsync({ set: { [name]: next } }).catch(() => {})}
          onRemove={() => write.mutate({ remove: [name] })}
        />
      ))}
      <RefusalNote error={write.error} />
      {data && entries.length < ATTRIBUTES_MAX && (
        <NewValue
          label={t('settings.addAttribute')}
          valueLabel={t('settings.value')}
          keyMax={ATTRIBUTE_KEY_MAX_BYTES}
          taken={entries.map(([name]) => name)}
          isValue={(value) => byteLength(value) <= ATTRIBUTE_VALUE_MAX_BYTES}
          onAdd={(name, value) => write.mutateAsync({ set: { [name]: value } }).catch(() => {})}
        />
      )}
    </section>
  )
}
