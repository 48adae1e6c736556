import type { ComponentPropsWithoutRef, MouseEvent } from 'react'
import { go } from './use-place.ts'

interface Props extends ComponentPropsWithoutRef<'a'> {
  readonly href: string
  readonly 'data-testid'?: string | undefined
}

/** A link within this page: a new tab is still a new tab. */
export const Way = ({ href, ...rest }: Props) => {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(href)
  }
  return <a {...rest} href={href} onClick={follow} />
}
