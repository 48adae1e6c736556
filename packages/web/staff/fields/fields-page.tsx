// The custom fields of the app. A declaration stays; only who may read and write is changed, at once (S44, S45).
import type { FieldDeclaration } from '@hawker/sdk'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CheckIcon, PlusIcon } from '../../ui/icons.tsx'
import { answered, useHawker } from '../hawker.ts'
import { ROOM_FIELDS_MAX } from '../limits.ts'
import members from '../members/members.module.css'
import { PageFrame } from '../page-frame.tsx'
import { RefusalNote } from '../refusal-note.tsx'
import { useMay } from '../session/you.ts'
import { type DraftType, typesBody, typesOf } from './declaration.ts'
import { DeclareField } from './declare-field.tsx'
import styles from './fields.module.css'
import { PermissionSelects } from './permission-selects.tsx'

const Row = ({ field, mayWrite }: { field: FieldDeclaration; mayWrite: boolean }) => {
  const { t } = useTranslation()
  const { call } = useHawker()
  const queries = useQueryClient()
  const types = typesOf(field.types)
  const change = useMutation({
    mutationFn: (next: readonly DraftType[]) =>
      answered(call('fields.changeField', { params: { name: field.name }, body: { types: typesBody(next) } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['fields'] }),
  })
  return (
    <li className={styles.field} data-testid="field-row" data-name={field.name}>
      <div className={styles.name}>
        <b>{field.name}</b>
        <small>{t(`fields.kind.${field.of}`)}</small>
        {change.isSuccess && (
          <small className={styles.saved} role="status">
            <CheckIcon size={14} />
            {t('fields.saved')}
          </small>
        )}
      </div>
      <div className={styles.types}>
        {types.map((value) => (
          <div key={value.type} className={styles.type}>
            <span className={styles.typeName}>
              <small>{t('rooms.type')}</small>
              {value.type}
            </span>
            <PermissionSelects
              value={value}
              disabled={!mayWrite || change.isPending}
              onChange={(next) => change.mutate(types.map((one) => (one.type === next.type ? next : one)))}
            />
          </div>
        ))}
      </div>
      <RefusalNote error={change.error} />
    </li>
  )
}

export const FieldsPage = () => {
  const { t } = useTranslation()
  const { call } = useHawker()
  const mayWrite = useMay('app.write')
  const [declaring, setDeclaring] = useState(false)
  const { data, error, isPending } = useQuery({
    queryKey: ['fields'],
    queryFn: async () => (await answered(call('fields.listFields', {}))).fields,
  })
  const ofRooms = data?.filter(({ of }) => of === 'room').length ?? 0
  return (
    <PageFrame here="fields">
      <div className={members.top}>
        <div>
          <h1>{t('pages.fields')}</h1>
          <p className="quiet">{t('fields.what', { count: ofRooms, max: ROOM_FIELDS_MAX })}</p>
        </div>
        {mayWrite && data && data.length > 0 && (
          <Button leftSection={<PlusIcon size={16} />} onClick={() => setDeclaring(true)} data-testid="field-new">
            {t('fields.new')}
          </Button>
        )}
      </div>
      {isPending && <p className="quiet">{t('common.loading')}</p>}
      {!data && <RefusalNote error={error} />}
      {data && data.length === 0 && (
        <div className={styles.empty}>
          <p>{t(mayWrite ? 'fields.empty' : 'fields.emptySeen')}</p>
          {mayWrite && (
            <Button onClick={() => setDeclaring(true)} data-testid="field-new">
              {t('fields.first')}
            </Button>
          )}
        </div>
      )}
      <ul className={members.list}>
        {data?.map((field) => (
          <Row key={field.name} field={field} mayWrite={mayWrite} />
        ))}
      </ul>
      {declaring && data && <DeclareField known={data} onClose={() => setDeclaring(false)} />}
    </PageFrame>
  )
}
