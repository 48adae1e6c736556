// One short message at a time, under the top row: never over the card or the input.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import styles from './toasts.module.css'

const STAYS_MS = 2600

const ToastContext = createContext<(text: string) => void>(() => {})

export const useToast = () => useContext(ToastContext)

export const ToastProvider = ({ children }: { children: ReactNode }) => {
  const [toast, setToast] = useState<{ text: string; id: number } | null>(null)
  const show = useCallback((text: string) => setToast((last) => ({ text, id: (last?.id ?? 0) + 1 })), [])
  useEffect(() => {
    if (toast === null) return
    const timer = window.setTimeout(() => setToast(null), STAYS_MS)
    return () => window.clearTimeout(timer)
  }, [toast])
  return (
    <ToastContext value={show}>
      {children}
      <div className={styles.region} role="status" data-testid="toast">
        {toast && (
          <p key={toast.id} className={styles.toast}>
            {toast.text}
          </p>
        )}
      </div>
    </ToastContext>
  )
}
