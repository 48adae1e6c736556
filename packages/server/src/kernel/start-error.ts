/** A start that cannot go on, said in one sentence for the person who started it. No stack is shown. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
