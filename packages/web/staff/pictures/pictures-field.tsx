// Pictures of a product or a gift: chosen or dropped, put in order by dragging or by buttons, taken away.
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseIcon, LeftIcon, PlusIcon, RightIcon, WarningIcon } from '../../ui/icons.tsx'
import { isShown, thumbOf } from '../picture-address.ts'
import { useSaid } from '../use-said.ts'
import { moved } from './order.ts'
import styles from './pictures-field.module.css'
import { TooLarge, useUploads } from './use-uploads.ts'

const ACCEPT = 'image/png,image/jpeg,image/webp'

interface Props {
  readonly value: readonly string[]
  readonly max: number
  readonly disabled?: boolean
  readonly onChange: (value: readonly string[]) => void
  /** While pictures are on their way. */
  readonly onSending?: (sending: boolean) => void
}

export const PicturesField = ({ value, max, disabled = false, onChange, onSending }: Props) => {
  const { t } = useTranslation()
  const say = useSaid()
  const now = useRef(value)
  now.current = value
  const set = (next: readonly string[]) => {
    now.current = next
    onChange(next)
  }
  const { uploads, add, putAway } = useUploads((address) => {
    // The same picture again is the same address.
    if (!now.current.includes(address)) set(max === 1 ? [address] : [...now.current, address].slice(0, max))
  })
  const sending = uploads.some(({ error }) => error === null)
  useEffect(() => onSending?.(sending), [sending, onSending])
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState(false)
  const room = max - value.length - uploads.filter(({ error }) => error === null).length
  const take = (files: Iterable<File>) => add([...files].slice(0, max === 1 ? 1 : Math.max(0, room)))
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    if (!disabled && event.dataTransfer.files.length > 0) take(event.dataTransfer.files)
  }
  const dropOn = (at: number) => (event: DragEvent) => {
    if (dragged === null) return
    event.preventDefault()
    event.stopPropagation()
    set(moved(value, dragged, at))
    setDragged(null)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping files is one more way to do what the button does
    <div
      className={styles.field}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(dragged === null && !disabled)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-testid="pictures"
    >
      <ul className={styles.list} data-one={max === 1 || undefined}>
        {value.map((address, at) => (
          <li
            key={address}
            className={styles.picture}
            draggable={!disabled && max > 1}
            data-dragged={dragged === at || undefined}
            onDragStart={() => setDragged(at)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => dragged !== null && event.preventDefault()}
            onDrop={dropOn(at)}
            data-testid="picture"
            data-address={address}
          >
            {isShown(address) ? (
              <img src={thumbOf(address)} alt={t('pictures.alt', { n: at + 1 })} draggable={false} />
            ) : (
              <span className={styles.elsewhere}>{t('pictures.elsewhere')}</span>
            )}
            {at === 0 && max > 1 && <em>{t('pictures.first')}</em>}
            {!disabled && (
              <span className={styles.acts}>
                {max > 1 && (
                  <>
                    <button
                      type="button"
                      disabled={at === 0}
                      aria-label={t('pictures.earlier', { n: at + 1 })}
                      onClick={() => set(moved(value, at, at - 1))}
                    >
                      <LeftIcon size={16} />
                    </button>
                    <button
                      type="button"
                      disabled={at === value.length - 1}
                      aria-label={t('pictures.later', { n: at + 1 })}
                      onClick={() => set(moved(value, at, at + 1))}
                    >
                      <RightIcon size={16} />
                    </button>
                  </>
                )}
                <button
                  type="button"
                  aria-label={t('pictures.remove', { n: at + 1 })}
                  onClick={() => set(value.filter((_, i) => i !== at))}
                >
                  <CloseIcon size={16} />
                </button>
              </span>
            )}
          </li>
        ))}
        {uploads
          .filter(({ error }) => error === null)
          .map(({ key, preview, name }) => (
            <li key={`up-${key}`} className={styles.picture} data-sending="">
              <img src={preview} alt={name} />
              <span role="status">{t('pictures.sending')}</span>
            </li>
          ))}
        {!disabled && (room > 0 || max === 1) && (
          <li className={styles.add}>
            <label>
              <PlusIcon size={20} />
              {t(value.length > 0 && max === 1 ? 'pictures.other' : 'pictures.add')}
              <input
                className="sr-only"
                type="file"
                accept={ACCEPT}
                multiple={max > 1}
                onChange={(event) => {
                  take(event.currentTarget.files ?? [])
                  event.currentTarget.value = ''
                }}
                data-testid="picture-input"
              />
            </label>
          </li>
        )}
      </ul>
      {value.length === 0 && disabled && <p className="quiet">{t('pictures.none')}</p>}
      {uploads
        .filter(({ error }) => error !== null)
        .map(({ key, name, error }) => (
          <p key={key} className={styles.refused} role="alert" data-testid="picture-refused">
            <WarningIcon size={16} />
            <span>
              <b>{name}</b> {error instanceof TooLarge ? t('pictures.tooLarge') : say(error)}
            </span>
            <button type="button" aria-label={t('pictures.putAway', { name })} onClick={() => putAway(key)}>
              <CloseIcon size={16} />
            </button>
          </p>
        ))}
      {!disabled && <p className={styles.hint}>{t('pictures.hint', { count: max })}</p>}
    </div>
  )
}
