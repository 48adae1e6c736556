// How secrets are kept at rest, handed in by the app.
import type { AppId } from '@hawker/protocol'

export interface Seal {
  /** Bound to the app and the purpose: a sealed value moved to another row does not open. */
  seal(text: string, app: AppId, purpose: string): string
  open(sealed: string, app: AppId, purpose: string): string
}
