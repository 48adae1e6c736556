// One thing that was chosen, or is to be: a sentence, and a way to change it.
import { type ReactNode, useEffect, useRef } from 'react'
import { type Icon, RightIcon, WarningIcon } from '../../ui/icons.tsx'
import styles from './choices.module.css'

interface RowProps {
  readonly icon: Icon
  readonly title: ReactNode
  readonly text: ReactNode
  readonly problem?: string | null
  /** Nothing can be done before this was chosen. */
  readonly wanted?: boolean
  readonly testId: string
  /** It was open a moment ago: the focus goes back to it. */
  readonly cameBack: boolean
  readonly onOpen: () => void
}

export const ChoiceRow = (row: RowProps) => {
  const { icon: Picture, title, text, problem = null, wanted = false, testId, cameBack, onOpen } = row
  const button = useRef<HTMLButtonElement>(null)
  const first = useRef(cameBack).current
  useEffect(() => {
    if (first) button.current?.focus({ preventScroll: true })
  }, [first])
  return (
    <button
      ref={button}
      type="button"
      className={styles.row}
      data-wanted={wanted || undefined}
      data-testid={testId}
      onClick={onOpen}
    >
      <Picture />
      <span>
        {title}
        {problem === null ? (
          <small className="num">{text}</small>
        ) : (
          <small className={styles.problem} role="alert">
            <WarningIcon size={13} />
            {problem}
          </small>
        )}
      </span>
      <RightIcon size={18} />
    </button>
  )
}

interface OptionProps {
  readonly chosen: boolean
  readonly disabled?: boolean
  readonly title: ReactNode
  readonly text: ReactNode
  readonly side?: ReactNode
  readonly testId: string
  readonly onChoose: () => void
}

/** One of several: pressed is the one that is chosen. */
export const Option = ({ chosen, disabled = false, title, text, side, testId, onChoose }: OptionProps) => (
  <button
    type="button"
    className={styles.option}
    aria-pressed={chosen}
    disabled={disabled}
    data-testid={testId}
    onClick={onChoose}
  >
    <i aria-hidden="true" />
    <span>
      {title}
      <small className="num">{text}</small>
    </span>
    {side && <b className="num">{side}</b>}
  </button>
)
