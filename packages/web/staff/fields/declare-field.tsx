// A new custom field: a name that stays, for rooms or people, by type of room.

import type { FieldDeclaration } from '@hawker/sdk'
import { Button, Checkbox, Modal, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx'
import { answered, useHawker } from '../hawker.ts'
import { RefusalNote } from '../refusal-note.tsx'
import form from '../rooms/form.module.css'
import { type DraftType, faultOf, NEW_FIELD, typesBody } from './declaration.ts'
import styles from './fields.module.css'
import { PermissionSelects } from './permission-selects.tsx'

export const DeclareField = ({ known, onClose }: { known: readonly FieldDeclaration[]; onClose: () => void }) => {
  const { t } = useTranslation()
  const { call } = useHawker()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(NEW_FIELD)
  const fault = faultOf(draft, known)
  const set = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }))
  const setType = (at: number, value: DraftType) =>
    set({ types: draft.types.map((one, i) => (i === at ? value : one)) })
  const declare = useMutation({
    mutationFn: () =>
      answered(
        call('fields.declareField', { body: { name: draft.name, of: draft.of, types: typesBody(draft.types) } }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['fields'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fault === null) declare.mutate()
  }
  const named = fault === 'name' || fault === 'taken'
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('fields.new')}
      size={560}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={form.form} onSubmit={submit} data-testid="field-form">
        <TextInput
          label={t('fields.name')}
          description={t('fields.nameWhy')}
          value={draft.name}
          maxLength={16}
          data-autofocus
          autoComplete="off"
          error={named && draft.name !== '' ? t(`fields.fault.${fault}`) : null}
          onChange={(event) => set({ name: event.currentTarget.value.trim() })}
          data-testid="field-name"
        />
        <SegmentedControl
          aria-label={t('fields.of')}
          value={draft.of}
          onChange={(of) => set({ of: of as 'room' | 'member' })}
          data={(['room', 'member'] as const).map((value) => ({ value, label: t(`fields.kind.${value}`) }))}
        />
        {draft.types.map((value, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place while they are typed
          <div key={at} className={styles.type}>
            <TextInput
              className={styles.typeName!}
              label={t('rooms.type')}
              value={value.type}
              onChange={(event) => setType(at, { ...value, type: event.currentTarget.value.trim() })}
            />
            <PermissionSelects value={value} onChange={(next) => setType(at, next)} />
            <button
              type="button"
              className={form.remove}
              disabled={draft.types.length === 1}
              onClick={() => set({ types: draft.types.filter((_, i) => i !== at) })}
              aria-label={t('fields.removeType')}
            >
              <CloseIcon size={16} />
            </button>
          </div>
        ))}
        <Button
          variant="subtle"
          leftSection={<PlusIcon size={14} />}
          onClick={() => set({ types: [...draft.types, { type: '', read: 'anyone', write: 'assistant' }] })}
        >
          {t('fields.addType')}
        </Button>
        <Checkbox
          checked={draft.understood}
          onChange={(event) => set({ understood: event.currentTarget.checked })}
          label={t('fields.understood')}
          description={t('fields.understoodWhy')}
          data-testid="field-understood"
        />
        <RefusalNote error={declare.error} />
        <div className={form.end}>
          <span className={styles.fault}>
            {fault && fault !== 'understood' && !named && t(`fields.fault.${fault}`)}
          </span>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={declare.isPending} disabled={fault !== null} data-testid="field-save">
            {t('fields.declare')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
