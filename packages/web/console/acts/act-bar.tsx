// One place in each column: a question before what is final, else what was just done with five seconds to take it back.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useRefusalText } from '../../staff/use-refusal-text.ts'
import { CloseIcon, UndoIcon, WarningIcon } from '../../ui/icons.tsx'
import styles from './act-bar.module.css'
import { type Asked, type DoneStep, useDesk } from './desk.tsx'
import { newestStep, type Side } from './undo-queue.ts'

const ROUND = 2 * Math.PI * 16

const Undo = ({ step, onUndo }: { step: DoneStep; onUndo: () => void }) => {
  const { t } = useTranslation()
  return (
    <div className={styles.bar} role="status" data-testid="undo-bar">
      <svg viewBox="0 0 38 38" aria-hidden="true" className={styles.ring}>
        <circle cx="19" cy="19" r="16" />
        <circle cx="19" cy="19" r="16" strokeDasharray={ROUND} />
      </svg>
      <p>
        {step.text}
        {step.note && <small>{step.note}</small>}
      </p>
      <button type="button" onClick={onUndo} data-testid="undo">
        <UndoIcon size={16} />
        {t('console.undo')}
        <kbd>Z</kbd>
      </button>
    </div>
  )
}

const Confirm = ({ asked, onAnswer }: { asked: Asked; onAnswer: (yes: boolean) => void }) => {
  const { t } = useTranslation()
  const yes = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const before = document.activeElement
    yes.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <div
      className={styles.bar}
      role="alertdialog"
      aria-label={asked.text}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onAnswer(false)
      }}
      data-testid="confirm-bar"
    >
      <p>
        {asked.text}
        {asked.note && <small>{asked.note}</small>}
      </p>
      <button type="button" data-quiet="" onClick={() => onAnswer(false)}>
        {t('common.cancel')}
      </button>
      <button ref={yes} type="button" data-harm="" onClick={() => onAnswer(true)} data-testid="confirm">
        {asked.word}
      </button>
    </div>
  )
}

/** `of`: whose acts stand here. Where a column has no place for a bar of its own, its neighbour shows it. */
export const ActBar = ({ side, of = [side] }: { side: Side; of?: readonly Side[] }) => {
  const { t } = useTranslation()
  const say = useRefusalText()
  const { steps, underWay, asked, fault, answer, undo, forget } = useDesk()
  const step = newestStep(steps, Date.now(), underWay, of)
  const question = asked && of.includes(asked.side) ? asked : null
  const wrong = fault && of.includes(fault.side) ? fault : null
  return (
    <div className={styles.place} data-side={side}>
      {question ? (
        <Confirm key={question.text} asked={question} onAnswer={answer} />
      ) : wrong ? (
        <div className={styles.bar} data-fault="" role="alert">
          <WarningIcon size={18} />
          <p>{say(wrong.error)}</p>
          <button type="button" data-quiet="" onClick={forget} aria-label={t('common.close')}>
            <CloseIcon size={16} />
          </button>
        </div>
      ) : (
        step && <Undo key={step.key} step={step} onUndo={() => undo(step.key)} />
      )}
    </div>
  )
}
