// A field that counts as the server does: in bytes of UTF-8, and says so before there are too many.
import { Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { bytesLeft } from './limits.ts'

interface Props {
  readonly label: string
  readonly value: string
  readonly max: number
  readonly onChange: (value: string) => void
  readonly lines?: number
  readonly description?: string
  readonly placeholder?: string
  readonly required?: boolean
  readonly focus?: boolean
  readonly disabled?: boolean
  readonly testId?: string
}

export const BytesField = ({ label, value, max, onChange, lines, focus, required, testId, ...rest }: Props) => {
  const { t } = useTranslation()
  const left = bytesLeft(value, max)
  const shared = {
    ...rest,
    label: (
      <span className="counted">
        {label}
        <small className="num" data-over={left < 0 || undefined}>
          {max - left} / {max}
          <span className="sr-only">{t('field.bytes')}</span>
        </small>
      </span>
    ),
    'aria-label': label,
    value,
    error: left < 0 ? t('field.over', { count: -left }) : null,
    withAsterisk: false,
    'data-testid': testId,
    ...(required ? { required } : {}),
    ...(focus ? { 'data-autofocus': true } : {}),
  }
  if (lines === undefined) return <TextInput {...shared} onChange={(event) => onChange(event.currentTarget.value)} />
  return (
    <Textarea {...shared} autosize={false} rows={lines} onChange={(event) => onChange(event.currentTarget.value)} />
  )
}
