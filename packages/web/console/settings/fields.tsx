// Custom fields that this type of room has: their values, and which of them you may write.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fieldsOfType, mayWriteField } from '../../staff/fields/field-rights.ts'
import { answered, useHawker } from '../../staff/hawker.ts'
import { FIELD_VALUE_MAX_BYTES, ROOM_FIELDS_MAX } from '../../staff/limits.ts'
import { RefusalNote } from '../../staff/refusal-note.tsx'
import { useLiveRoom, useRoomEvent, useRoomState } from '../../staff/room/live-room.ts'
import { useYou } from '../../staff/session/you.ts'
import styles from './settings.module.css'
import { ValueRow } from './value-row.tsx'

export const Fields = () => {
  const { t } = useTranslation()
  const { id } = useLiveRoom()
  const { call } = useHawker()
  const { person } = useYou()
  const queries = useQueryClient()
  const type = useRoomState(({ room }) => room?.type ?? '')
  const declared = useQuery({
    queryKey: ['fields'],
    queryFn: async () => (await answered(call('fields.listFields', {}))).fields,
  })
  const key = ['room-fields', id]
  const values = useQuery({
    queryKey: key,
    queryFn: async () => (await answered(call('fields.readRoomFields', { params: { room: id }, query: {} }))).values,
  })
  useRoomEvent('fields.changed', () => void queries.invalidateQueries({ queryKey: key }))
  const write = useMutation({
    mutationFn: async (change: Record<string, string>) =>
      (await answered(call('fields.writeRoomFields', { params: { room: id }, body: { values: change } }))).values,
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  })
  const fields = fieldsOfType(declared.data ?? [], type)
  const { data } = values
  return (
    <section className={styles.kept} data-testid="room-fields">
      <h3>
        {t('settings.fields')}
        <small className="num">
          {fields.length} / {ROOM_FIELDS_MAX}
        </small>
      </h3>
      {(declared.isPending || values.isPending) && <p className="quiet">{t('common.loading')}</p>}
      {!(declared.data && data) && <RefusalNote error={declared.error ?? values.error} />}
      {declared.data && fields.length === 0 && (
        <p className="quiet">
          {t('settings.noFields', { type })}{' '}
          {person.role === 'owner' && <a href="/console?view=fields">{t('settings.declare')}</a>}
        </p>
      )}
      {data &&
        fields.map(({ name, read, write: writes }) => {
          const may = mayWriteField(person.role, writes)
          return (
            <ValueRow
              key={name}
              name={name}
              value={data[name] ?? ''}
              max={FIELD_VALUE_MAX_BYTES}
              note={t('settings.fieldRights', {
                read: t(`fields.role.${read}`),
                write: t(`fields.role.${writes}`),
              })}
              readOnly={!may}
              busy={write.isPending}
              onSave={(next) => write.mutateAsync({ [name]: next }).catch(() => {})}
            />
          )
        })}
      <RefusalNote error={write.error} />
    </section>
  )
}
