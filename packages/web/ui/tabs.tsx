// Tabs: arrows go from one to the next, and what is chosen is shown at once (WAI-ARIA tabs, automatic activation).
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import styles from './tabs.module.css'

interface Props<T extends string> {
  /** Its tabs are `<id>-<tab>`. */
  readonly id: string
  /** `column`: close together, for columns and drawers of staff. */
  readonly look?: 'sheet' | 'column'
  /** The element that shows what is chosen, where it is one. */
  readonly panelId?: string
  readonly label: string
  readonly tabs: readonly T[]
  readonly chosen: T
  readonly testId: string
  readonly children: (tab: T) => ReactNode
  readonly onChoose: (tab: T) => void
}

const STEPS: Readonly<Record<string, (at: number) => number>> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 0,
  End: () => -1,
}

export const Tabs = <T extends string>(props: Props<T>) => {
  const { id, look = 'sheet', panelId, label, tabs, chosen, testId, children, onChoose } = props
  const list = useRef<HTMLDivElement>(null)
  const onKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const at = (step(tabs.indexOf(chosen)) + tabs.length) % tabs.length
    onChoose(tabs[at]!)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[at]?.focus()
  }
  return (
    <div ref={list} className={styles.tabs} data-look={look} role="tablist" aria-label={label} onKeyDown={onKey}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`${id}-${tab}`}
          aria-selected={tab === chosen}
          aria-controls={panelId}
          tabIndex={tab === chosen ? 0 : -1}
          data-testid={`${testId}-${tab}`}
          onClick={() => onChoose(tab)}
        >
          {children(tab)}
        </button>
      ))}
    </div>
  )
}
