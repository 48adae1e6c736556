// An effect that plays, from its first frame, without sound; while it is not here, or cannot be shown, what stands for it.
import { type ReactNode, useEffect, useState } from 'react'
import type { Effect } from './effect-store.ts'
import { useEffectBlob } from './effects.ts'

interface Props {
  readonly effect: Effect | undefined
  readonly className: string
  readonly instead: ReactNode
}

interface PlayingProps {
  readonly effect: Effect
  readonly blob: Blob
  readonly className: string
  readonly onBroken: () => void
}

const Playing = ({ effect, blob, className, onBroken }: PlayingProps) => {
  const [address, setAddress] = useState<string | null>(null)
  // An address of its own each time: pictures that were shown under one before would go on where they stopped.
  useEffect(() => {
    const made = URL.createObjectURL(blob)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  if (address === null) return null
  const aspectRatio = `${effect.widthPx} / ${effect.heightPx}`
  const common = { src: address, className, style: { aspectRatio }, onError: onBroken, 'data-testid': 'effect' }
  return blob.type === 'video/mp4' ? (
    <video {...common} muted playsInline autoPlay loop disablePictureInPicture tabIndex={-1} aria-hidden="true" />
  ) : (
    <img {...common} alt="" />
  )
}

export const EffectView = ({ effect, className, instead }: Props) => {
  const blob = useEffectBlob(effect)
  const [broken, setBroken] = useState(false)
  if (effect === undefined || blob === null || broken) return instead
  return <Playing effect={effect} blob={blob} className={className} onBroken={() => setBroken(true)} />
}
