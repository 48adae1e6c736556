// What a worker and its parent tell each other, over the channel whose end is also the end of the other.

/** A worker that cannot start for a reason that a person must mend: starting it again has no sense. */
export const EXIT_START_ERROR = 78

export interface WorkerReady {
  readonly ready: true
}

export const isReady = (message: unknown): message is WorkerReady =>
  typeof message === 'object' && message !== null && (message as { ready?: unknown }).ready === true
