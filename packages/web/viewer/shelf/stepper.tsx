// How many: one fewer, one more, the figure between them stands still.
import { useTranslation } from 'react-i18next'
import { MinusIcon, PlusIcon } from '../../ui/icons.tsx'
import styles from './stepper.module.css'

interface Props {
  readonly value: number
  readonly most: number
  readonly onChange: (value: number) => void
  readonly disabled?: boolean
  /** What is counted, for who hears it. */
  readonly label?: string
  readonly testId: string
}

export const Stepper = ({ value, most, onChange, disabled = false, label, testId }: Props) => {
  const { t } = useTranslation()
  const of = label === undefined ? '' : `: ${label}`
  return (
    <div className={`${styles.step} num`}>
      <button
        type="button"
        aria-label={t('product.fewer') + of}
        disabled={disabled || value <= 1}
        data-testid={`${testId}-fewer`}
        onClick={() => onChange(value - 1)}
      >
        <MinusIcon size={16} />
      </button>
      <b aria-live="polite" data-testid={testId}>
        {value}
      </b>
      <button
        type="button"
        aria-label={t('product.more') + of}
        disabled={disabled || value >= most}
        data-testid={`${testId}-more`}
        onClick={() => onChange(value + 1)}
      >
        <PlusIcon size={16} />
      </button>
    </div>
  )
}
