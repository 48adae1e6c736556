// The tabs of the bag: arrows go from one to the next, and what is chosen is shown at once (WAI-ARIA tabs).
import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './bag-tabs.module.css'

export const BAG_TABS = ['all', 'explained', 'coupons'] as const
export type BagTab = (typeof BAG_TABS)[number]

interface Props {
  readonly id: string
  readonly chosen: BagTab
  readonly counts: Readonly<Record<BagTab, number>>
  readonly onChoose: (tab: BagTab) => void
}

const STEPS: Readonly<Record<string, (at: number) => number>> = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 0,
  End: () => -1,
}

export const BagTabs = ({ id, chosen, counts, onChoose }: Props) => {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  const onKey = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const at = (step(BAG_TABS.indexOf(chosen)) + BAG_TABS.length) % BAG_TABS.length
    onChoose(BAG_TABS[at]!)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[at]?.focus()
  }
  return (
    <div ref={list} className={styles.tabs} role="tablist" aria-label={t('bagTabs.label')} onKeyDown={onKey}>
      {BAG_TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`${id}-${tab}`}
          aria-selected={tab === chosen}
          aria-controls={`${id}-panel`}
          tabIndex={tab === chosen ? 0 : -1}
          data-testid={`bag-tab-${tab}`}
          data-count={counts[tab]}
          onClick={() => onChoose(tab)}
        >
          {t(`bagTabs.${tab}`)}
          {counts[tab] > 0 && <small className="num">{counts[tab]}</small>}
        </button>
      ))}
    </div>
  )
}
