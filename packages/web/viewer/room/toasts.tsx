// One short message at a time, under the top row: never over the card or the input.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import styles from './toasts.module.css'

const STAYS_MS = 2600

interface Toast {
  readonly text: string
  readonly id: number
}

const SayContext = createContext<(text: string) => void>(() => {})
const ShownContext = createContext<Toast | null>(null)

export const useToast = () => useContext(SayContext)

export const ToastProvider = ({ children }: { children: ReactNode }) => {
  const [toast, setToast] = useState<Toast | null>(null)
  const show = useCallback((text: string) => setToast((last) => ({ text, id: (last?.id ?? 0) + 1 })), [])
  useEffect(() => {
    if (toast === null) return
    const timer = window.setTimeout(() => setToast(null), STAYS_MS)
    return () => window.clearTimeout(timer)
  }, [toast])
  return (
    <SayContext value={show}>
      <ShownContext value={toast}>{children}</ShownContext>
    </SayContext>
  )
}

/** Where it stands. */
export const ToastView = () => {
  const toast = useContext(ShownContext)
  return (
    <div className={styles.region} role="status" data-testid="toast">
      {toast && (
        <p key={toast.id} className={styles.toast}>
          {toast.text}
        </p>
      )}
    </div>
  )
}
