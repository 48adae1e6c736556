// Least who may read, and write, for one type of room.
import type { FieldRole } from '@hawker/sdk'
import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DraftType } from './declaration.ts'
import { FIELD_ROLES } from './field-rights.ts'
import styles from './fields.module.css'

interface Props {
  readonly value: DraftType
  readonly disabled?: boolean
  readonly onChange: (value: DraftType) => void
}

export const PermissionSelects = ({ value, disabled = false, onChange }: Props) => {
  const { t } = useTranslation()
  const data = FIELD_ROLES.map((role) => ({ value: role, label: t(`fields.role.${role}`) }))
  return (
    <>
      {(['read', 'write'] as const).map((part) => (
        <Select
          key={part}
          className={styles.select!}
          label={t(`fields.${part}`)}
          aria-label={t(`fields.${part}Of`, { type: value.type })}
          value={value[part]}
          allowDeselect={false}
          disabled={disabled}
          data={data}
          onChange={(role) => role && onChange({ ...value, [part]: role as FieldRole })}
        />
      ))}
    </>
  )
}
