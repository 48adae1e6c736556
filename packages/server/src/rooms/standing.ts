// Who follows a host and who has bought, as the features answered a moment ago.
import type { AppId, RoomPolicy, UserId } from '@hawker/protocol'
import type { Clock } from '#kernel/clock'
import { Newest } from './core/newest.ts'
import type { StandingSource } from './door.ts'

const KEPT_MS = 30_000
/** Who has just followed or bought need not wait long to speak. */
const KEPT_NO_MS = 3_000
const KEPT_MAX = 20_000

interface Answer {
  stands: boolean | Promise<boolean>
  until: number
}

export type Stands = (
  app: AppId,
  host: UserId | null,
  speakers: RoomPolicy['speakers'],
  user: UserId,
) => boolean | Promise<boolean>

export const createStands = (sources: readonly StandingSource[], clock: Clock): Stands => {
  const answers = new Newest<string, Answer>(KEPT_MAX)

  const ask = async (app: AppId, host: UserId | null, speakers: RoomPolicy['speakers'], user: UserId) => {
    for (const source of sources) {
      if (speakers === 'buyers' && source.bought) return source.bought(app, user)
      if (speakers === 'followers' && source.follows) return host !== null && source.follows(app, host, user)
    }
    return false
  }

  return (app, host, speakers, user) => {
    const name = speakers === 'followers' ? `${app}/${user}/${host}` : `${app}/${user}`
    const known = answers.get(name)
    if (known && clock.monotonic() < known.until) return known.stands
    const asking = ask(app, host, speakers, user)
    const answer: Answer = { stands: asking, until: Infinity }
    answers.keep(name, answer)
    asking.then(
      (stands) => {
        answer.stands = stands
        answer.until = clock.monotonic() + (stands ? KEPT_MS : KEPT_NO_MS)
      },
      () => {
        if (answers.get(name) === answer) answers.delete(name)
      },
    )
    return asking
  }
}
