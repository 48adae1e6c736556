// What was typed and is not kept yet: one is asked before it is lost.
import i18next from 'i18next'
import { useEffect } from 'react'

const typed = new Set<symbol>()

export const mayLeave = (): boolean => typed.size === 0 || window.confirm(i18next.t('shop.leave'))

/** While `dirty`, leaving this part of the page asks first; the browser does so for leaving the page. */
export const useUnsaved = (dirty: boolean): void => {
  useEffect(() => {
    if (!dirty) return
    const mark = Symbol('typed')
    const ask = (event: Event) => event.preventDefault()
    typed.add(mark)
    addEventListener('beforeunload', ask)
    return () => {
      typed.delete(mark)
      removeEventListener('beforeunload', ask)
    }
  }, [dirty])
}
