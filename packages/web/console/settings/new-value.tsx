import { Button } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { byteLength } from '../../staff/limits.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import styles from './settings.module.css'

interface Props {
  readonly label: string
  readonly keyMax: number
  readonly taken: readonly string[]
  readonly isValue: (value: string) => boolean
  readonly valueLabel: string
  readonly onAdd: (key: string, value: string) => Promise<unknown>
}

/** A key and a value of one's own. */
export const NewValue = ({ label, keyMax, taken, isValue, valueLabel, onAdd }: Props) => {
  const { t } = useTranslation()
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const name = key.trim()
  const good = name !== '' && byteLength(name) <= keyMax && !taken.includes(name) && isValue(value)
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (!good) return
    await onAdd(name, value)
    setKey('')
    setValue('')
  }
  return (
    <form className={styles.add} onSubmit={add} aria-label={label}>
      <input
        aria-label={t('settings.key')}
        placeholder={t('settings.key')}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <input
        aria-label={valueLabel}
        placeholder={valueLabel}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={!good} leftSection={<PlusIcon size={14} />}>
        {t('console.add')}
      </Button>
    </form>
  )
}
