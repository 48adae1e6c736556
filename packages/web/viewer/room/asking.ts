// Questions about one thing, one after the other: no answer stands over that of a later question, and what was told while
// one was on its way is not lost under it.
export interface Asking<News> {
  /** Asks once all that were asked before are answered; `take` gets the answer with what was told since it was asked. */
  ask<A>(question: () => Promise<A>, take: (answer: A, since: readonly News[]) => void): Promise<A>
  tell(news: News): void
}

export const createAsking = <News = never>(): Asking<News> => {
  let last: Promise<unknown> = Promise.resolve()
  /** Null: no question is on its way. */
  let since: News[] | null = null
  const askNow = async <A>(question: () => Promise<A>, take: (answer: A, since: readonly News[]) => void) => {
    const told: News[] = []
    since = told
    try {
      const answer = await question()
      take(answer, told)
      return answer
    } finally {
      since = null
    }
  }
  return {
    ask: (question, take) => {
      const asked = last.then(() => askNow(question, take))
      last = asked.catch(() => {})
      return asked
    },
    tell: (news) => since?.push(news),
  }
}

/** Of several answers that are on their way at once, which still count: none that is older than one that was heard. */
export const createNewest = () => {
  let asked = 0
  let heard = 0
  return {
    /** Begins a question; what it returns says with its answer whether that counts. */
    ask: (): (() => boolean) => {
      asked += 1
      const question = asked
      return () => {
        if (question < heard) return false
        heard = question
        return true
      }
    },
    /** No question so far counts: something else is asked from now on. */
    forget: (): void => {
      heard = asked + 1
    },
  }
}
